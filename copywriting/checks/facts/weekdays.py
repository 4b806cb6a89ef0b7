"""Weekdays."""

import re
from itertools import pairwise

from copywriting.checks.facts.calendar import BETWEEN_ENDS, group_number
from copywriting.checks.facts.fact import Canvas, Fact, FactKind

_WEEKDAY_FORMS = (
    r"понедельник\w*|пн",
    r"вторник\w*|вт",
    r"сред(?:а|у|ы|е|ой|ам)|ср",
    r"четверг\w*|чт",
    r"пятниц\w*|пт",
    r"суббот(?!ник)\w*|сб",
    r"воскресень\w*|вс",
)
_WEEKDAY = "|".join(f"(?P<w{number}>{forms})" for number, forms in enumerate(_WEEKDAY_FORMS))
_WEEKDAYS = re.compile(rf"(?<![\w-])(?:{_WEEKDAY})(?!\w)", re.IGNORECASE)
_WEEKDAY_ADJECTIVE = re.compile(
    r"(?<!\w)(?:(?P<w0>понедельничн)|(?P<w1>вторничн)|(?P<w3>четверг)|(?P<w4>пятничн)|(?P<w5>субботн(?!ик))|"
    r"(?P<w6>воскресн))\w+",
    re.IGNORECASE,
)
_WORKING_DAYS = re.compile(r"(?<!\w)(?:будн\w+|рабочи[ем]\w* дн\w+)", re.IGNORECASE)
_WEEKEND = re.compile(r"(?<!\w)выходн\w+", re.IGNORECASE)
# «среда» is also surroundings: it is a weekday for sure only like this.
_SURELY_WEDNESDAY = re.compile(
    r"(?:\b(?:во?|на|кажд\w+|эту|по)\s+|\d\s?(?:[а-яё]+)?,?\s?\(?|[:,(–—-]\s*)$", re.IGNORECASE
)
_WEDNESDAY = 2
_LAST_WEEKDAY = 6


def weekdays(canvas: Canvas) -> list[Fact]:
    found = []
    for match in canvas.find(_WEEKDAYS):
        number = group_number(match, "w")
        if number == _WEDNESDAY and not _is_wednesday(canvas.rest, match):
            continue
        found.append(canvas.fact(FactKind.WEEKDAY, match.span(), [f"weekday:{number}"]))
    return found


def _is_wednesday(text: str, match: re.Match[str]) -> bool:
    if match[0].lower() == "ср":
        return True
    after = text[match.end() : match.end() + 4]
    if match[0].lower() not in {"среду", "средам"} and not re.match(r"\s?[,)(–—-]|\s?\d|$", after):
        return False
    return bool(_SURELY_WEDNESDAY.search(text[max(0, match.start() - 20) : match.start()]))


def weekday_evidence(canvas: Canvas) -> frozenset[str]:
    """All weekdays a brief allows: named ones, «пн–пт» with what lies between, «по будням», «в выходные»."""
    found = {group_number(m, "w") for m in canvas.find(_WEEKDAYS)}
    found |= {group_number(m, "w") for m in canvas.find(_WEEKDAY_ADJECTIVE)}
    spans = [*canvas.find(_WEEKDAYS)]
    for first, second in pairwise(spans):
        if BETWEEN_ENDS.fullmatch(canvas.rest[first.end() : second.start()]):
            found.update(range(group_number(first, "w"), group_number(second, "w") + 1))
    if _WORKING_DAYS.search(canvas.rest):
        found.update(range(5))
    if _WEEKEND.search(canvas.rest):
        found.update({5, _LAST_WEEKDAY})
    return frozenset(f"weekday:{number}" for number in found)
