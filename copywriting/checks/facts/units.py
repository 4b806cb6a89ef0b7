"""Units of measure as people write them, with the dimension and factor that make them comparable."""

import re
from dataclasses import dataclass
from decimal import Decimal

from copywriting.checks.morphology import Morphology

_DAY = 86_400
# dimension -> (forms, factor to the dimension's base unit); longer forms first within a line.
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("percent", r"%|процент\w*|проц\b\.?", "1"),
    ("rub", r"т\.?\s?р\b\.?", "1000"),
    ("rub", r"₽|руб(?:\.|л\w+|\b)|р\b\.?", "1"),
    ("rub", r"коп(?:\.|е\w+)", "0.01"),
    ("usd", r"\$|доллар\w*|долл\b\.?", "1"),
    ("eur", r"€|евро\b", "1"),
    ("cny", r"¥|юан\w+", "1"),
    ("duration", r"мс\b|миллисекунд\w*", "0.001"),
    ("duration", r"секунд\w*|сек\b\.?", "1"),
    ("duration", r"минут\w*|мин\b\.?", "60"),
    ("duration", r"час(?:а|ов|ам|ами|ах|у|ом|е|ы)?\b|часов\w+|ч\b\.?", "3600"),
    ("duration", r"дн(?:я|ей|ям|ями|ях|ю|ём|ем|и|е)?\b\.?|день\b|дневн\w+", str(_DAY)),
    ("duration", r"сут(?:ок|ки|кам|ками|ках|очн\w+)?\b\.?", str(_DAY)),
    ("duration", r"недел\w+|нед\b\.?", str(7 * _DAY)),
    ("months", r"месяц\w*|мес\b\.?|месячн\w+", "1"),
    ("months", r"квартал\w*", "3"),
    ("months", r"год(?:а|у|ом|е|ы|ов|ам|ами|ах|овы\w+|ичн\w+|ов\w+)?\b|лет\b|(?<!\s)летн\w+", "12"),
    ("mass", r"мг\b", "0.001"),
    ("mass", r"грамм\w*|гр?\b\.?", "1"),
    ("mass", r"кг\b|килограмм\w*|кило\b", "1000"),
    ("mass", r"тонн\w*|т\b", "1000000"),
    ("length", r"мкм\b|микрон\w*|микрометр\w*", "0.001"),
    ("length", r"мм\b|миллиметр\w*", "1"),
    ("length", r"см\b|сантиметр\w*", "10"),
    ("area", r"(?:кв\.?\s?м(?:етр\w*)?|м²|м2|м\^2)(?!\w)|квадратн\w+\s+метр\w*|квадрат(?:а|ов)\b", "1"),
    ("volume", r"(?:куб\.?\s?м(?:етр\w*)?|м³|м3)(?!\w)|кубометр\w*|кубическ\w+\s+метр\w*", "1000"),
    ("volume", r"куб(?:а|ов)\b", "1000"),
    ("volume", r"литр\w*|л\b", "1"),
    ("length", r"км\b(?!\s?/)|километр\w*", "1000000"),
    ("length", r"метр(?:а|ы|ов|ам|ами|ах|у|ом|е|ов\w{2,})?\b|м\b(?!\s?/|²|³)", "1000"),
    ("speed", r"км\s?/\s?ч\b", "1"),
    ("power", r"квт\b(?!\s?[·*⋅-]?\s?ч)|киловатт\b(?!-?час)\w*", "1"),
    ("power", r"мвт\b(?!\s?[·*⋅-]?\s?ч)|мегаватт\b(?!-?час)\w*", "1000"),
    ("power", r"гвт\b(?!\s?[·*⋅-]?\s?ч)|гигаватт\b(?!-?час)\w*", "1000000"),
    ("energy", r"квт\s?[·*⋅-]?\s?ч\w*|киловатт-?час\w*", "1"),
    ("energy", r"мвт\s?[·*⋅-]?\s?ч\w*|мегаватт-?час\w*", "1000"),
    ("energy", r"гвт\s?[·*⋅-]?\s?ч\w*|гигаватт-?час\w*", "1000000"),
    ("temperature", r"°\s?[cсCС]?\b|градус\w*", "1"),
    ("times", r"раз(?:а)?\b|-?кратн\w+", "1"),
)  # fmt: skip
_SHORT_ADJECTIVE = r"(?:(?:раб|кал|календ|ак|акад|уч|кв|банк)\.\s?)?"
_NEXT_WORD = re.compile(r"\s([а-яё]{3,})(?=\s)", re.IGNORECASE)
_UNIT = re.compile(
    rf"\s?-?{_SHORT_ADJECTIVE}(?:"
    + "|".join(f"(?P<u{i}>{forms})" for i, (_, forms, _) in enumerate(_TABLE))
    + r")",
    re.IGNORECASE,
)

_ORDINAL_ENDING = re.compile(r"-(?:й|го|му|м|х|ми|я|е|ю|ая|ой|ое|ые|ых)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A dimension and the unit's size in it; ``end`` is where the unit's text ends."""

    dimension: str
    factor: Decimal
    end: int

    def key(self, amount: Decimal) -> str:
        return f"{self.dimension}:{plain(amount * self.factor)}"


def measure_at(text: str, position: int, morphology: Morphology) -> Measure | None:
    """The unit that follows a number ending at ``position``, an adjective may stand between («5 очных
    дней»)."""
    if is_ordinal(text, position):
        return None
    match = _UNIT.match(text, position)
    if match is None:
        between = _NEXT_WORD.match(text, position)
        if between and morphology.is_adjective(between[1]):
            match = _UNIT.match(text, between.end())
    if match is None:
        return None
    index = next(int(name[1:]) for name, value in match.groupdict().items() if value)
    dimension, _, factor = _TABLE[index]
    return Measure(dimension, Decimal(factor), match.end())


def is_ordinal(text: str, position: int) -> bool:
    """«на 310-м километре», «7-й день»: the number names, it doesn't measure."""
    return bool(_ORDINAL_ENDING.match(text, position))


def plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
