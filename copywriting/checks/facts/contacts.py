"""Phones, e-mails, links and @names. Exact forms: regular expressions are the right tool."""

import re
from dataclasses import replace

from copywriting.checks.facts.fact import Canvas, Fact, FactKind, Shape

# Top-level domains seen in Russian business texts; a closed list keeps «Atom.RPA» and «отчёт.xlsx» from
# being links.
_TLD = (
    "ru|рф|su|com|org|net|info|io|me|cc|pro|online|site|tech|app|dev|team|club|store|by|kz|edu|gov|tv|ai|"
    "center|digital|school|events|москва|дети|инфо"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s«»\"<>]+|(?<![\w@.-])(?:[\w-]+\.)+(?:{_TLD})(?![\w-])(?:[/?#][^\s«»\"<>()]*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_]{3,}")
_HASHTAG = re.compile(r"(?<!\w)#\w+(?:@\w+)?")
_PHONE = re.compile(r"(?<![\w+])(?:\+7|8)(?:[ ()-]{0,3}\d){9,11}(?!\d)")
_LOCAL_PHONE = re.compile(r"(?<![\w-])\d{1,3}-\d{2}-\d{2}(?![\w-])")
_EXTENSION = re.compile(
    r"(?:\bт(?:ел(?:ефон\w*)?)?|\bном[её]р\w*|\bзвон\w+|\bдоб(?:авочн\w+)?|\bвн(?:утр\w*)?)\b\.?:?\s*(?:[а-яё]+\s)?(?P<number>\d[\d-]{1,8}\d)(?![\d-])",
    re.IGNORECASE,
)
_HYPHENED = re.compile(r"(?<![\w-])\d{1,4}(?:-\d{2,4})+(?![\w-])")
_MIN_PHONE_DIGITS = 10
_MAX_EXTENSION_DIGITS = 5


def contacts(canvas: Canvas) -> list[Fact]:
    """Takes every contact off the canvas, so that no digit or Latin word of it counts as another fact."""
    return [*_emails(canvas), *_links(canvas), *_handles(canvas), *_phones(canvas)]


def _emails(canvas: Canvas) -> list[Fact]:
    found = [canvas.fact(FactKind.EMAIL, m.span(), [f"email:{m[0].lower()}"]) for m in canvas.find(_EMAIL)]
    canvas.hide((fact.start, fact.end) for fact in found)
    return found


def _links(canvas: Canvas) -> list[Fact]:
    found = []
    for match in canvas.find(_LINK):
        address = match[0].rstrip(".,;:!?)…'’/")
        end = match.start() + len(address)
        found.append(canvas.fact(FactKind.LINK, (match.start(), end), _link_keys(address)))
    canvas.hide((fact.start, fact.end) for fact in found)
    return found


def _link_keys(address: str) -> list[str]:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address, flags=re.IGNORECASE)
    domain, slash, path = bare.partition("/")
    keys = [f"link:{domain.lower()}{slash}{path}"]
    if domain.lower() == "t.me" and path:  # t.me/name and @name are one place
        keys.append(f"handle:{path.lower()}")
    return keys


def _handles(canvas: Canvas) -> list[Fact]:
    found = [
        canvas.fact(FactKind.HANDLE, m.span(), [f"handle:{m[0][1:].lower()}"]) for m in canvas.find(_HANDLE)
    ]
    canvas.hide((fact.start, fact.end) for fact in found)
    canvas.hide([m.span() for m in canvas.find(_HASHTAG)])
    return found


def _phones(canvas: Canvas) -> list[Fact]:
    found = [_phone(canvas, match.span()) for match in canvas.find(_PHONE) if _is_phone(match[0])]
    canvas.hide((fact.start, fact.end) for fact in found)
    local = [_phone(canvas, m.span()) for m in canvas.find(_LOCAL_PHONE)]
    canvas.hide((fact.start, fact.end) for fact in local)
    short = [_phone(canvas, m.span("number")) for m in canvas.find(_EXTENSION) if "-" in m["number"]]
    canvas.hide((fact.start, fact.end) for fact in short)
    return found + local + short


def _is_phone(digits: str) -> bool:
    """«8 800 1000-115» and «8 (48439) 55-411», not the sum of eight billion."""
    return bool(re.search(r"[-+(]", digits)) or _digits(digits)[1:4] == "800"


def _phone(canvas: Canvas, span: tuple[int, int]) -> Fact:
    digits = _digits(canvas.rest[span[0] : span[1]])
    if len(digits) > _MIN_PHONE_DIGITS:
        digits = digits[1:]  # +7 and 8 lead to the same number
    fact = canvas.fact(FactKind.PHONE, span, [f"phone:{digits}"])
    if len(digits) > _MAX_EXTENSION_DIGITS:
        return fact
    # «дежурный: 12-34» doesn't look like a phone, its halves look like numbers
    return replace(
        fact, figures=frozenset(str(int(part)) for part in re.findall(r"\d+", fact.quote)), shape=Shape.BARE
    )


def phone_evidence(text: str) -> frozenset[str]:
    """Anything in a brief that a variant may rightly call a phone."""
    return frozenset(f"phone:{_digits(m[0])}" for m in _HYPHENED.finditer(text))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
