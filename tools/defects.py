"""Known defects, planted into reference ads: one wrong thing each."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from copywriting.brief import Brief, Tone
from copywriting.formats import parse
from copywriting.months import MONTHS
from copywriting.platforms import Platform, Platforms

SEED = 20261122
PER_KIND = 60
_WEEKDAY_FORMS = (
    ("понедельник", "вторник", "четверг"),
    ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам"),
    ("среду", "пятницу", "субботу"), ("пятница", "суббота"), ("пн", "вт", "ср", "чт", "пт", "сб"),
    ("понедельника", "вторника", "четверга"),
)  # fmt: skip
_SUPERLATIVES = ("Это лучшее решение.", "Самое надёжное решение.", "Мы номер один на рынке.",
    "Решение № 1 в стране.",
    "Это единственная такая программа.", "Аналогов в мире нет.")  # fmt: skip
_NAMES = ("«Северный Горизонт»", "«Вектор Плюс»", "«Изумрудный Контур»", "«Полярная Звезда»", "«Меридиан-7»")


@dataclass(frozen=True, slots=True)
class Reference:
    """One publishable ad of the dataset with its brief."""

    id: str
    brief: Brief
    platform: Platform
    facts: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Defect:
    """``text`` is the reference with one thing wrong at ``start``-``end``."""

    kind: str
    reference: Reference
    text: str
    start: int
    end: int


def references(data: Path, name: str, platforms: Platforms) -> Iterator[Reference]:
    by_name = {platform.dataset: platform for platform in reversed([*platforms])}
    for platform in platforms:
        by_name[platform.slug] = platform
    for line in (data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        platform = by_name[row["platform"].removesuffix("_article")]
        brief = Brief(
            row["seed"], row["task"], platform.slug, Tone(row["tone"]), row["product"], row["audience"]
        )
        for number, text in enumerate(row["variants"]):
            yield Reference(f"{row['id']}/{number}", brief, platform, tuple(row["facts"]), text)


def plant(ads: Sequence[Reference], seed: int = SEED, per_kind: int = PER_KIND) -> tuple[Defect, ...]:
    """Up to ``per_kind`` defects of each kind, spread over the ads."""
    planted: list[Defect] = []
    for kind, spoil in _KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        count = 0
        for ad in chance.sample(ads, len(ads)):
            spoilt = spoil(ad, chance)
            if spoilt and count < per_kind:
                planted.append(Defect(kind, ad, *spoilt))
                count += 1
    return tuple(planted)


Spoilt = tuple[str, int, int]


def _replace(text: str, start: int, end: int, new: str) -> Spoilt:
    return text[:start] + new + text[end:], start, start + len(new)


def _source(ad: Reference) -> str:
    brief = ad.brief
    return "\n".join(filter(None, (brief.seed, brief.task, brief.product, brief.audience)))


def _figures(text: str) -> set[str]:
    return {figure.replace(" ", "") for figure in re.findall(r"\d[\d ]*\d|\d", text)} | set(
        re.findall(r"\d+", text)
    )


def _digit(ad: Reference, chance: random.Random) -> Spoilt | None:
    """One digit of a number; the new number stands nowhere in the brief."""
    places = [
        match
        for match in re.finditer(r"(?<![\w.,@/+-])(?<!\d )\d{2,6}(?![\w@:/-]|[.,]\d|\.\w| \d)", ad.text)
        if "Заголовок" not in ad.text[max(0, match.start() - 10) : match.start()]
    ]
    if not places:
        return None
    match = chance.choice(places)
    known = _figures(_source(ad))
    for digit in chance.sample("123456789", 9):
        changed = match[0][:-1] + digit
        if changed not in known and changed.lstrip("0") not in known:
            return _replace(ad.text, match.start(), match.end(), changed)
    return None


def _weekday(ad: Reference, chance: random.Random) -> Spoilt | None:
    for match in re.finditer(r"(?<!\w)[а-яё]+(?!\w)", ad.text):
        forms = next((forms for forms in _WEEKDAY_FORMS if match[0] in forms), None)
        if forms:
            stems = [form for form in forms if form[:4] not in _source(ad).lower() and form != match[0]]
            stems = [
                form for form in stems if not re.search(rf"\b{_abbreviation(form)}\b", _source(ad).lower())
            ]
            if stems and not re.search(r"будн|выходн|пн\s?[–-]|рабоч", _source(ad).lower()):
                return _replace(ad.text, match.start(), match.end(), chance.choice(stems))
    return _added_weekday(ad, chance)


def _abbreviation(form: str) -> str:
    return {"по": "пн", "вт": "вт", "ср": "ср", "че": "чт", "пя": "пт", "су": "сб"}.get(form[:2], form)


def _added_weekday(ad: Reference, chance: random.Random) -> Spoilt | None:
    """«24 апреля» becomes «24 апреля, вторник» where the brief names no weekday."""
    match = re.search(rf"\d (?:{'|'.join(MONTHS)})(?=[ ,.\n])", ad.text)
    if not match or re.search(
        r"понед|вторн|сред[уаы]|четв|пятн|субб|воскр|\b(?:пн|вт|ср|чт|пт|сб|вс)\b|будн|выходн",
        _source(ad).lower(),
    ):
        return None
    new = f" ({chance.choice(['вторник', 'четверг', 'пятница'])})"
    text, _, _ = _replace(ad.text, match.end(), match.end(), new)
    return text, match.end() + 2, match.end() + len(new) - 1


def _month(ad: Reference, chance: random.Random) -> Spoilt | None:
    places = [*re.finditer(rf"(?<=\d )(?:{'|'.join(MONTHS)})(?!\w)", ad.text)]
    if not places:
        return None
    match = chance.choice(places)
    stems = [month for month in MONTHS if month[:3] not in _source(ad).lower()]
    day = re.search(r"(\d+) $", ad.text[: match.start()])
    start = match.start() - len(day[0]) if day else match.start()
    text, _, end = _replace(ad.text, match.start(), match.end(), chance.choice(stems))
    return text, start, end


def _phone(ad: Reference, chance: random.Random) -> Spoilt | None:
    match = re.search(r"(?:\+7|\b8)[ (-][\d() -]{9,}\d", ad.text)
    if not match:
        return None
    tail = [
        i
        for i in range(match.start() + 4, match.end() - 1)
        if ad.text[i : i + 2].isdigit() and ad.text[i] != ad.text[i + 1]
    ]
    if not tail:
        return None
    at = chance.choice(tail)
    text = ad.text[:at] + ad.text[at + 1] + ad.text[at] + ad.text[at + 2 :]
    return text, match.start(), match.end()


def _percent(ad: Reference, chance: random.Random) -> Spoilt | None:
    number = next(n for n in chance.sample(range(11, 98), 80) if str(n) not in _figures(_source(ad)))
    return _appended(ad, f"Это экономит {number} % времени.")


def _superlative(ad: Reference, chance: random.Random) -> Spoilt | None:
    return _appended(ad, chance.choice(_SUPERLATIVES))


def _quoted(ad: Reference, chance: random.Random) -> Spoilt | None:
    return _appended(ad, f"Всё покажет программа {chance.choice(_NAMES)}.")


def _appended(ad: Reference, sentence: str) -> Spoilt:
    items = parse(ad.text, ad.platform).items
    at = items[-1].end
    text = f"{ad.text[:at]} {sentence}{ad.text[at:]}"
    return text, at + 1, at + 1 + len(sentence)


def _too_long(ad: Reference, chance: random.Random) -> Spoilt | None:
    """One field is padded to one character over its limit."""
    item = chance.choice(parse(ad.text, ad.platform).items)
    lack = item.field.max + 1 - ad.platform.size(item.value)
    padding = (" слова" * (lack // 6 + 1))[:lack]
    if lack < 1 or padding.endswith(" "):
        return None
    text, _, _ = _replace(ad.text, item.end, item.end, padding)
    return text, item.start, item.end + lack


def _near_copy(ad: Reference, chance: random.Random) -> Spoilt | None:
    words = list(re.finditer(r"(?<!\w)[а-яё]{4,}(?!\w|:)", ad.text))
    if len(words) < 6:
        return None
    text = ad.text
    for match in sorted(chance.sample(words, 3), key=lambda match: -match.start()):
        text = text[: match.start()] + chance.choice(_OTHER_WORDS) + text[match.end() :]
    return text, 0, len(text)


_OTHER_WORDS = [
    "работа",
    "сейчас",
    "участок",
    "сделать",
    "новый",
    "простой",
    "вместе",
    "команда",
    "быстро",
    "завтра",
    "решение",
    "помогает",
]


def _address(ad: Reference, chance: random.Random) -> Spoilt | None:
    """One letter of an e-mail or a link."""
    match = re.search(r"[a-z0-9_.-]+@[a-z0-9.-]+\.ru|(?<![\w@.])[a-z0-9-]{4,}\.ru(?!\w)", ad.text)
    if not match:
        return None
    letters = [i for i in range(match.start(), match.end() - 3) if ad.text[i].isalpha()]
    at = chance.choice(letters)
    other = chance.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != ad.text[at]])
    text, _, _ = _replace(ad.text, at, at + 1, other)
    return text, match.start(), match.end()


def _time(ad: Reference, chance: random.Random) -> Spoilt | None:
    match = re.search(r"(?<!\d)(?:1\d|2[0-3]):[0-5]\d(?!\d)", ad.text)
    if not match:
        return None
    hours = [f"{hour}:{match[0][3:]}" for hour in range(10, 23)]
    free = [time for time in hours if time not in _source(ad) and time[:2] not in _figures(_source(ad))]
    return _replace(ad.text, match.start(), match.end(), chance.choice(free)) if free else None


def _other_figure(ad: Reference, chance: random.Random) -> Spoilt | None:
    """Hard: a number is replaced by another number of the same brief. Reported, not required."""
    places = [*re.finditer(r"(?<![\w.,@/+: -])(?<!\d )\d{2,3}(?= [а-яё]{4,})", ad.text)]
    places = [m for m in places if ad.text[m.end() + 1 : m.end() + 4] not in {month[:3] for month in MONTHS}]
    if not places:
        return None
    match = chance.choice(places)
    others = [n for n in re.findall(r"(?<![\w.,:/-])\d{2,3}(?= [а-яё]{3,})", _source(ad)) if n != match[0]]
    return _replace(ad.text, match.start(), match.end(), chance.choice(others)) if others else None


_KINDS: dict[str, Callable[[Reference, random.Random], Spoilt | None]] = {
    "digit": _digit,
    "weekday": _weekday,
    "month": _month,
    "time": _time,
    "phone": _phone,
    "address": _address,
    "percent": _percent,
    "quoted_name": _quoted,
    "superlative": _superlative,
    "too_long": _too_long,
    "near_copy": _near_copy,
    "other_figure": _other_figure,
}
