"""Numbers written in words: «двумя», «двадцать пять», «втрое», «полтора», «четырёхчасовой»,
«четырнадцатое»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from copywriting.checks.morphology import Morphology, Word

_UNITS = [
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_TENS = ["двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"]
_HUNDREDS = [
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
]
_ORDINALS = [
    "первый",
    "второй",
    "третий",
    "четвертый",
    "пятый",
    "шестой",
    "седьмой",
    "восьмой",
    "девятый",
    "десятый",
    "одиннадцатый",
    "двенадцатый",
    "тринадцатый",
    "четырнадцатый",
    "пятнадцатый",
    "шестнадцатый",
    "семнадцатый",
    "восемнадцатый",
    "девятнадцатый",
]
_ORDINAL_TENS = [
    "двадцатый",
    "тридцатый",
    "сороковой",
    "пятидесятый",
    "шестидесятый",
    "семидесятый",
    "восьмидесятый",
    "девяностый",
]
_COLLECTIVE = ["двое", "трое", "четверо", "пятеро", "шестеро", "семеро", "восьмеро", "девятеро", "десятеро"]
_TIMES = ["вдвое", "втрое", "вчетверо", "впятеро", "вшестеро", "всемеро"]
_CARDINAL = {
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **{word: value for value, word in zip(range(100, 1000, 100), _HUNDREDS, strict=True)},
    **{word: value for value, word in enumerate(_COLLECTIVE, 2)},
    "одна": 1, "одно": 1, "оба": 2, "пара": 2, "десяток": 10, "десятка": 10, "дюжина": 12, "сотня": 100,
}  # fmt: skip
_ORDINAL = {
    **{word: value for value, word in enumerate(_ORDINALS, 1)},
    **{word: value for value, word in zip(range(20, 100, 10), _ORDINAL_TENS, strict=True)},
    "сотый": 100,
}
_SCALES = {"тысяча": 1_000, "миллион": 1_000_000, "миллиард": 1_000_000_000}
_WHOLE = {
    "полтора": Decimal("1.5"), "полутора": Decimal("1.5"), "полтысячи": Decimal(500),
    "полмиллиона": Decimal(500_000),
}  # fmt: skip
_READY = {
    "полгода": "months:6", "полугодие": "months:6", "полчаса": "duration:1800", "получас": "duration:1800",
    "полдня": "duration:43200", "полминуты": "duration:30", "половина": "percent:50", "треть": "share:3",
    "четверть": "percent:25", "полцена": "times:2", "полцены": "times:2",
    "сутки": "duration:86400", "полтонны": "mass:500000", "полдень": "time:12:00",
    "полночь": "time:0:00",
}  # fmt: skip
_PREFIXES = {
    "одно": 1, "двух": 2, "дву": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8,
    "девяти": 9, "десяти": 10, "двенадцати": 12, "четырнадцати": 14, "пятнадцати": 15, "двадцати": 20,
    "тридцати": 30, "сорока": 40, "пятидесяти": 50, "шестидесяти": 60, "девяносто": 90, "сто": 100,
}  # fmt: skip
_COMPOUND = re.compile(
    r"(" + "|".join(sorted(_PREFIXES, key=len, reverse=True)) + r")"
    r"(минутн|час|дневн|суточн|недельн|месячн|летн|годичн|процентн|кратн|километров|тонн|метров|этажн)\w+"
)
_HUNDRED = 100
_TEN = 10


@dataclass(frozen=True, slots=True)
class Numeral:
    """``unit`` starts where a unit of measure may follow. ``ready`` is a key that needs no unit
    («полгода»)."""

    value: Decimal
    start: int
    end: int
    ordinal: bool = False
    unit: int = 0
    ready: str | None = None


def numerals(text: str, morphology: Morphology) -> Iterator[Numeral]:
    words = [*morphology.words(text)]
    index = 0
    while index < len(words):
        taken = _sequence(text, words, index)
        if taken:
            numeral, index = taken
            yield numeral
            continue
        single = _single(text, words[index])
        if single:
            yield single
        index += 1


def _sequence(text: str, words: list[Word], index: int) -> tuple[Numeral, int] | None:
    """Reads «двадцать пять», «сто сорок тысяч», «двадцать четвёртое» from ``index`` on."""
    total = group = Decimal(0)
    size = Decimal("Infinity")
    position = index
    ordinal = False
    while position < len(words) and not ordinal:
        word = words[position]
        gap = text[words[position - 1].end : word.start] if position > index else " "
        if gap.strip(" \u00a0"):
            break
        if word.lemma in _SCALES and (position > index or _is_quantity(word)):
            total += (group or 1) * _SCALES[word.lemma]
            group, size = Decimal(0), Decimal(1000)
        else:
            ordinal = word.lemma in _ORDINAL
            value = _ORDINAL.get(word.lemma) if ordinal else _CARDINAL.get(word.lemma)
            if value is None or value >= size:
                ordinal = False
                break
            group += value
            size = Decimal(_HUNDRED if value >= _HUNDRED else _TEN if value >= 2 * _TEN else 1)
        position += 1
    if position == index:
        return None
    end = words[position - 1].end
    return Numeral(total + group, words[index].start, end, ordinal, end), position


def _is_quantity(word: Word) -> bool:
    return word.lemma != "тысяча" or word.end - word.start > len("тысяч")


def _single(text: str, word: Word) -> Numeral | None:
    lemma = word.lemma
    if lemma in _WHOLE:
        return Numeral(_WHOLE[lemma], word.start, word.end, unit=word.end)
    if lemma in _TIMES:
        value = _TIMES.index(lemma) + 2
        return Numeral(Decimal(value), word.start, word.end, ready=f"times:{value}")
    if lemma in _READY:
        return Numeral(Decimal(0), word.start, word.end, ready=_READY[lemma])
    compound = _COMPOUND.match(text[word.start : word.end].lower().replace("ё", "е"))
    if compound:
        value = _PREFIXES[compound[1]]
        return Numeral(Decimal(value), word.start, word.end, unit=word.start + compound.start(2))
    return None
