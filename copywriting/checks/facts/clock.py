"""Times of day."""

import re
from collections.abc import Iterator

from copywriting.checks.facts.fact import Canvas, Fact, FactKind, Shape

_COLON = re.compile(r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d|:\d)")
_DOTTED = re.compile(
    r"(?P<before>\b(?:в|во|с|со|до|к|по|начало|начнём|старт)\s+|[–—-]\s?)(?P<time>(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d))"
    r"(?![\d%]|[.,]\d|\s?(?:%|млн|тыс|млрд|₽|руб|кг|км|раз))",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:в|к|до|с|со|после|около|по)\s+(?P<time>(?P<hour>[01]?\d|2[0-4])\s?(?:час(?:ов|а|ам)?|ч)\b\.?"
    r"(?:\s?(?P<minute>[0-5]\d)\s?мин\w*)?(?:\s+(?P<part>утра|дня|вечера|ночи))?)",
    re.IGNORECASE,
)
_PART_OF_DAY = re.compile(
    r"(?<![\d.,:])(?P<hour>1[0-2]|[1-9])(?::(?P<minute>[0-5]\d))?\s(?P<part>утра|вечера|ночи)\b",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"\b(?:в|к|до|с)\s(?P<hour>[1-5])\s(?P<part>дня)\b", re.IGNORECASE)
_AT = re.compile(r"(?<!\w)(?:в|к|до|с)\s$", re.IGNORECASE)
_FROM_TO = re.compile(
    r"\bс\s(?P<first>[01]?\d|2[0-4])\sдо\s(?P<second>[01]?\d|2[0-4])(?!\d|[:.,]\d|-[а-яё]|\s?(?:"
    r"%|лет|год|дн|недел|месяц|мин|сек|км|мм?\b|см|кг|т\b|руб|₽|р\b|тыс|млн|°|чел|класс|балл|процент))",
    re.IGNORECASE,
)
_MINUTES_A_DAY = 24 * 60
_SECONDS_A_MINUTE = 60
_NOON = 12
_MONTHS = 12


def times(canvas: Canvas) -> list[Fact]:
    """Takes «15:00», «в 15.00», «в 15 часов», «7 вечера», «с 10 до 18» off the canvas."""
    found = []
    for reading in (_colon, _part_of_day, _hours, _dotted, _from_to):
        facts = [*reading(canvas)]
        canvas.hide((fact.start, fact.end) for fact in facts)
        found += facts
    return found


def _colon(canvas: Canvas) -> Iterator[Fact]:
    for match in canvas.find(_PART_OF_DAY):
        if match["minute"]:
            yield _time(canvas, match.span(), match)
    for match in canvas.find(_COLON):
        yield _time(canvas, match.span(), match)


def _part_of_day(canvas: Canvas) -> Iterator[Fact]:
    for match in canvas.find(_PART_OF_DAY):
        if not _evenings(canvas.rest, match):
            yield _time(canvas, match.span(), match)
    for match in canvas.find(_AFTERNOON):  # «до 3 дня» is three in the afternoon or three days
        fact = _time(canvas, (match.start("hour"), match.end()), match)
        yield _also(fact, f"duration:{int(match['hour']) * _MINUTES_A_DAY * _SECONDS_A_MINUTE}")


def _evenings(text: str, match: re.Match[str]) -> bool:
    """«2 вечера» are two evenings unless something happens «в 2 вечера»."""
    return match["hour"] in {"2", "3", "4"} and not _AT.search(text[: match.start()][-4:])


def _hours(canvas: Canvas) -> Iterator[Fact]:
    for match in canvas.find(_HOURS):  # «до 6 часов» is six o'clock or six hours long
        fact = _time(canvas, match.span("time"), match)
        yield (
            fact if match["part"] or match["minute"] else _also(fact, f"duration:{int(match['hour']) * 3600}")
        )


def _dotted(canvas: Canvas) -> Iterator[Fact]:
    for match in canvas.find(_DOTTED):  # «до 12.03» may be a date, «с 3.24» a version
        fact = _time(canvas, match.span("time"), match)
        decimal = f"{match['hour']}.{match['minute']}"
        keys = [f"number:{decimal.rstrip('0').rstrip('.')}"]
        if 1 <= int(match["minute"]) <= _MONTHS:
            keys.append(f"date:{match['minute']}-{int(match['hour']):02}")
        yield _also(fact, *keys)


def _from_to(canvas: Canvas) -> Iterator[Fact]:
    for match in canvas.find(_FROM_TO):  # «с 10 до 18», perhaps not of the clock
        for name in ("first", "second"):
            hour = int(match[name])
            span = match.span(name)
            yield Fact(
                FactKind.TIME, canvas.text[span[0] : span[1]], *span,
                frozenset({f"time:{hour}:00"}), frozenset({str(hour)}), Shape.BARE,
            )  # fmt: skip


def _time(canvas: Canvas, span: tuple[int, int], match: re.Match[str]) -> Fact:
    groups = match.groupdict()
    hour, minute = int(match["hour"]), int(groups.get("minute") or 0)
    part = groups.get("part")
    keys = {f"time:{hour}:{minute:02}"}
    if part in {"вечера", "дня"} and hour < _NOON:
        keys = {f"time:{hour + _NOON}:{minute:02}"}
    if part == "ночи" and hour == _NOON:
        keys = {"time:0:00"}
    figures = [str(hour)] if not minute else [f"{hour}:{minute:02}"]
    if hour in {0, 24} and not minute:
        keys |= {"time:0:00", "time:24:00"}
    return canvas.fact(FactKind.TIME, span, keys, figures)


def _also(fact: Fact, *keys: str) -> Fact:
    return Fact(fact.kind, fact.quote, fact.start, fact.end, fact.keys | set(keys), fact.figures)
