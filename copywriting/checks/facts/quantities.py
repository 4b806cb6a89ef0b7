"""Numbers with what they measure: prices, percentages, durations, weights, counted things."""

import re
from dataclasses import replace
from decimal import Decimal

from copywriting.checks.facts.fact import Canvas, Fact, FactKind, Shape
from copywriting.checks.facts.numerals import Numeral, numerals
from copywriting.checks.facts.units import Measure, is_ordinal, measure_at, plain
from copywriting.checks.morphology import Morphology

_AMOUNT = r"(?:\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,])(?P<amount>{_AMOUNT})(?P<glued>[A-Za-zА-ЯЁа-яё]\w*)?")
_DESIGNATION = re.compile(r"(?<![\w-])[A-Za-zА-ЯЁа-яё]+-?(?P<number>\d+)\w*(?:-\w+)*")
_MULTIPLIER = re.compile(
    r"\s?-?(?:(?P<k>тыс\b\.?|тысяч\w*|к\b(?=\s?(?:₽|руб)))|(?P<m>млн\b\.?|миллион\w*)|(?P<b>млрд\b\.?|миллиард\w*))",
    re.IGNORECASE,
)
_FACTORS = {"k": Decimal(1_000), "m": Decimal(1_000_000), "b": Decimal(1_000_000_000)}
_RANGE = re.compile(rf"(?:[–—-]|\s[–-]\s)(?={_AMOUNT})|\s(?:до|или)\s(?={_AMOUNT})")
_MONEY_BEFORE = re.compile(r"[₽$€]\s?$")
_MULTIPLE = re.compile(r"(?<!\w)в\s$", re.IGNORECASE)
_FOLLOWING_WORDS = re.compile(r"(?:-[а-яё]{1,3}(?![а-яё]))?[ ]*((?:[а-яё]+\s+){0,2}[а-яё]+)", re.IGNORECASE)
# «7, 14 и 21 числа» are days, «120 шт.» are pieces of anything.
_NUMBERED = frozenset({"число", "номер", "шт", "штука", "единица", "ед", "экз", "позиция"})
_KINDS = {"percent": FactKind.PERCENT, "rub": FactKind.MONEY, "usd": FactKind.MONEY, "eur": FactKind.MONEY}


def quantities(canvas: Canvas, morphology: Morphology) -> list[Fact]:
    """Every number that dates, times and phones left, in figures and then in words."""
    designations = [_designation(canvas, m) for m in canvas.find(_DESIGNATION)]
    canvas.hide((fact.start, fact.end) for fact in designations)
    numbers = [_number(canvas, match, morphology) for match in canvas.find(_NUMBER)]
    canvas.hide((fact.start, fact.end) for fact in numbers)
    spelled = [_spelled(canvas, numeral, morphology) for numeral in numerals(canvas.rest, morphology)]
    return [*designations, *numbers, *spelled]


def _designation(canvas: Canvas, match: re.Match[str]) -> Fact:
    """«ВВЭР-1200», «А4»: the figure is part of a name."""
    key = f"word:{match[0].lower()}"
    fact = canvas.fact(FactKind.NUMBER, match.span(), [key], [match["number"]])
    return replace(fact, shape=Shape.BARE)


def _number(canvas: Canvas, match: re.Match[str], morphology: Morphology) -> Fact:
    text = canvas.rest
    amount = _decimal(match["amount"])
    end = match.end("amount")
    factor, measure, end = _scale(text, end, morphology)
    figures = {plain(amount), plain(amount * factor)}
    span = (match.start(), end)
    if measure:
        kind = _KINDS.get(measure.dimension, FactKind.NUMBER)
        fact = canvas.fact(kind, span, [measure.key(amount * factor)], figures)
        if measure.dimension == "times" and not _MULTIPLE.search(text[: span[0]][-3:]):
            fact = replace(fact, shape=Shape.COUNTED, noun="раз")  # «встретились 12 раз»: 12 встреч
    else:
        fact = _unmeasured(canvas, span, amount * factor, figures)
    if fact.shape is Shape.BARE and factor == 1 and not is_ordinal(text, end):
        fact = _counted(fact, text, morphology)
    return fact


def _unmeasured(canvas: Canvas, span: tuple[int, int], amount: Decimal, figures: set[str]) -> Fact:
    before = _MONEY_BEFORE.search(canvas.rest[max(0, span[0] - 2) : span[0]])
    if before:
        return canvas.fact(FactKind.MONEY, span, [f"rub:{plain(amount)}"], figures)
    fact = canvas.fact(FactKind.NUMBER, span, [f"number:{plain(amount)}"], figures)
    return replace(fact, shape=Shape.BARE)


def _scale(text: str, end: int, morphology: Morphology) -> tuple[Decimal, Measure | None, int]:
    """The multiplier and the unit after a number; in «5–7 дней» and «от 3 до 5 лет» the unit belongs to
    both."""
    factor = Decimal(1)
    multiplier = _MULTIPLIER.match(text, end)
    if multiplier:
        factor = _FACTORS[multiplier.lastgroup or "k"]
        end = multiplier.end()
    measure = measure_at(text, end, morphology)
    if measure:
        return factor, measure, measure.end
    second = _RANGE.match(text, end)
    if second and not multiplier:
        amount = re.compile(_AMOUNT).match(text, second.end())
        if amount:
            shared_factor, shared, _ = _scale(text, amount.end(), morphology)
            return shared_factor, shared, end
    return factor, None, end


def _counted(fact: Fact, text: str, morphology: Morphology) -> Fact:
    following = _FOLLOWING_WORDS.match(text, fact.end)
    if not following:
        return fact
    for word in following[1].split():
        if morphology.is_noun(word) and word.islower():
            noun = morphology.lemma(word)
            return fact if noun in _NUMBERED else replace(fact, shape=Shape.COUNTED, noun=noun)
        if not morphology.is_adjective(word):
            break
    return fact


def _spelled(canvas: Canvas, numeral: Numeral, morphology: Morphology) -> Fact:
    span = (numeral.start, numeral.end)
    if numeral.ready:
        figures = [plain(numeral.value)] if numeral.value else []
        return replace(canvas.fact(FactKind.NUMBER, span, [numeral.ready], figures), spelled=True)
    figure = plain(numeral.value)
    measure = None if numeral.ordinal else measure_at(canvas.rest, numeral.unit, morphology)
    if measure:
        kind = _KINDS.get(measure.dimension, FactKind.NUMBER)
        end = max(measure.end, numeral.end)
        fact = canvas.fact(kind, (numeral.start, end), [measure.key(numeral.value)], [figure])
        return replace(fact, spelled=True)
    number = replace(canvas.fact(FactKind.NUMBER, span, [f"number:{figure}"], [figure]), spelled=True)
    if numeral.ordinal:  # «первым 30 бюро» is no ground for «1 августа»
        return replace(number, shape=Shape.COUNTED)
    return _counted(replace(number, shape=Shape.BARE), canvas.rest, morphology)


def _decimal(amount: str) -> Decimal:
    return Decimal(amount.replace(" ", "").replace(",", "."))
