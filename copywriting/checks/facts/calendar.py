"""Dates and months."""

import itertools
import re
from collections.abc import Iterator

from copywriting.checks.facts.fact import Canvas, Fact, FactKind

_MONTHS = (
    r"январ\w*|янв",
    r"феврал\w*|фев",
    r"март[аеуом]{0,2}|мар",
    r"апрел\w*|апр",
    r"ма[йяею]|маем",
    r"июн[ьяею]м?|июн",
    r"июл[ьяею]м?|июл",
    r"август[аеуом]{0,2}|авг",
    r"сентябр\w*|сент?",
    r"октябр\w*|окт",
    r"ноябр\w*|нояб?",
    r"декабр\w*|дек",
)
_MONTH = "|".join(f"(?P<m{number}>{forms})" for number, forms in enumerate(_MONTHS, 1))
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:-?(?:го|е|ое|ого))?"
_DATED = re.compile(
    rf"(?<![\d.,:\w-])(?P<days>{_DAY}(?:\s*(?:,\s*(?:и\s+)?|\sи\s|\sили\s|[–—-]|\sпо\s|\sдо\s)\s*{_DAY})*)"
    rf"\s*(?:{_MONTH})(?![\w-])\.?(?:\s*(?P<year>(?:19|20)\d\d)(?!\d)(?:\s*(?:года|году|г\.|г\b))?)?",
    re.IGNORECASE,
)
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\d.,:\w-])(?P<days>{_DAY}(?:\s*(?:,\s*(?:и\s+)?|\sи\s|[–—-])\s*{_DAY})*)\s*(?:числ[аоу]м?|чисел)",
    re.IGNORECASE,
)
_DAYS_AFTER_MONTH = re.compile(
    rf"(?:январ|феврал|март|апрел|ма|июн|июл|август|сентябр|октябр|ноябр|декабр)е:?\s"
    rf"(?P<days>{_DAY}(?:\s*(?:,\s*(?:и\s+)?|\sи\s)\s*{_DAY}(?![:.]\d|\d))+)",
    re.IGNORECASE,
)
_ORDINAL_DAY = re.compile(r"(?<![\w-])\d{1,2}(?=-(?:го|е|му)(?!\w))")
_INT = re.compile(r"\d+")
_FROM = re.compile(r"(?<!\w)со?\s$", re.IGNORECASE)
_NUMERIC = re.compile(
    r"(?<![\d.,/])(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])"
    r"(?:\.(?P<year>(?:19|20)?\d\d))?(?![\d]|[.,]\d|\s?%)"
)
# A month without a day, in full.
_MONTH_ALONE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        f"(?P<m{number}>{forms})"
        for number, forms in enumerate(
            (
                "январ[ьяюе]м?", "феврал[ьяюе]м?", "март(?:а|у|ом|е)?", "апрел[ьяюе]м?", "ма[йяюе]|маем",
                "июн[ьяюе]м?", "июл[ьяюе]м?", "август(?:а|у|ом|е)?", "сентябр[ьяюе]м?", "октябр[ьяюе]м?",
                "ноябр[ьяюе]м?", "декабр[ьяюе]м?",
            ),
            1,
        )
    )
    + r")(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_MONTH_ADJECTIVE = re.compile(
    r"(?<!\w)(?:(?P<m1>январ)|(?P<m2>феврал)|(?P<m3>март)|(?P<m4>апрел)|(?P<m5>май)|(?P<m6>июн)|(?P<m7>июл)|"
    r"(?P<m8>август)|(?P<m9>сентябр)|(?P<m10>октябр)|(?P<m11>ноябр)|(?P<m12>декабр))[ьо]?(?:вск|ск)\w+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.,-])(?P<year>(?:19|20)\d\d)(?=\s*(?:год|г\.|гг|г\b))", re.IGNORECASE)
BETWEEN_ENDS = re.compile(r"\s?[–—-]\s?|\s(?:по|до)\s")


def dates(canvas: Canvas) -> list[Fact]:
    """Takes «24–26 апреля 2026 года», «3, 10 и 17 марта», «24.04», «24.04.2026» and «2027 год» off the
    canvas."""
    found = [fact for match in canvas.find(_DATED) for fact in _dated(canvas, match)]
    found += [fact for match in canvas.find(_DAYS_OF_MONTH) for fact in _days(canvas, match)]
    canvas.hide((fact.start, fact.end) for fact in found)
    numeric = [fact for match in canvas.find(_NUMERIC) for fact in _numeric(canvas, match)]
    canvas.hide((fact.start, fact.end) for fact in numeric if _is_surely_date(fact))
    years = [_year(canvas, match.span("year")) for match in canvas.find(_YEAR)]
    canvas.hide((fact.start, fact.end) for fact in years)
    return [*found, *(fact for fact in numeric if _is_surely_date(fact)), *years]


def _dated(canvas: Canvas, match: re.Match[str]) -> Iterator[Fact]:
    month = group_number(match, "m")
    days = [*re.finditer(r"\d+", match["days"])]
    if re.search(r"\s(?:по|до)\s", match["days"]) and not _FROM.search(canvas.rest[: match.start()][-4:]):
        days = days[-1:]  # «в школе 28 до 25 июня»: 28 is no day
    for index, day in enumerate(days):
        start = match.start("days") + day.start()
        last = index == len(days) - 1
        end = match.end(f"m{month}") if last else match.start("days") + day.end()
        number = int(day[0])
        yield canvas.fact(FactKind.DATE, (start, end), [f"date:{month:02}-{number:02}"], [str(number)])
    if match["year"]:
        yield _year(canvas, match.span("year"))


def _days(canvas: Canvas, match: re.Match[str]) -> Iterator[Fact]:
    """«7, 14 и 21 числа»: days of a month named elsewhere."""
    for day in re.finditer(r"\d+", match["days"]):
        span = (match.start("days") + day.start(), match.start("days") + day.end())
        yield canvas.fact(FactKind.DATE, span, [f"day:{int(day[0])}"], [str(int(day[0]))])


def day_evidence(text: str) -> frozenset[str]:
    """Days a brief names apart from their month: «в октябре: 7, 14, 21», «очередь 31-го»."""
    listed = [match["days"] for match in _DAYS_AFTER_MONTH.finditer(text)]
    return frozenset(
        f"day:{int(day)}" for days in [*listed, *_ORDINAL_DAY.findall(text)] for day in _INT.findall(days)
    )


def _numeric(canvas: Canvas, match: re.Match[str]) -> Iterator[Fact]:
    month, day = int(match["month"]), int(match["day"])
    end = match.end("month")
    yield canvas.fact(FactKind.DATE, (match.start(), end), [f"date:{month:02}-{day:02}"], [str(day)])
    if match["year"]:
        year = match["year"] if len(match["year"]) > 2 else f"20{match['year']}"
        span = match.span("year")
        yield canvas.fact(FactKind.NUMBER, span, [f"year:{year}"], [year])


def _is_surely_date(fact: Fact) -> bool:
    """«3.24» may be a version or a decimal, «24.04» and «05.09» are dates."""
    return fact.kind is not FactKind.DATE or bool(re.match(r"\d{2}\.\d{2}$", fact.quote))


def _year(canvas: Canvas, span: tuple[int, int]) -> Fact:
    year = canvas.rest[span[0] : span[1]]
    return canvas.fact(FactKind.NUMBER, span, [f"year:{year}"], [year])


def months(canvas: Canvas) -> list[Fact]:
    """Months that stand without a day, after ``dates`` took theirs."""
    return [
        canvas.fact(FactKind.MONTH, m.span(), [f"month:{group_number(m, 'm'):02}"])
        for m in canvas.find(_MONTH_ALONE)
    ]


def month_evidence(canvas: Canvas) -> frozenset[str]:
    """Months a text makes believable without naming a date: «сентябрьский поток», «март–май» with April."""
    found = {group_number(match, "m") for match in _MONTH_ADJECTIVE.finditer(canvas.text)}
    alone = [*canvas.find(_MONTH_ALONE)]
    for first, second in itertools.pairwise(alone):
        if BETWEEN_ENDS.fullmatch(canvas.rest[first.end() : second.start()]):
            found.update(_between(group_number(first, "m"), group_number(second, "m")))
    return frozenset(f"month:{number:02}" for number in found)


def _between(first: int, last: int) -> list[int]:
    count = (last - first) % len(_MONTHS) + 1
    return [(first + step - 1) % len(_MONTHS) + 1 for step in range(count)]


def group_number(match: re.Match[str], letter: str) -> int:
    """N of the named group «<letter>N» that matched."""
    return next(
        int(name[1:])
        for name, value in match.groupdict().items()
        if name[0] == letter and value and name[1:].isdigit()
    )
