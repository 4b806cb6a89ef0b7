"""Making a text fit without a model: whole sentences go first, then words; facts go last."""

import re
from collections.abc import Callable

from razdel import sentenize  # type: ignore[attr-defined]  # razdel has no __all__

Size = Callable[[str], int]
# What must survive: contacts, dates and times. Losing the link of an ad is worse than losing an argument.
_CONTACT = re.compile(
    r"@\w|[\w-]+\.(?:ru|рф|com|org|io|net|su|me|cc)\b|\d[\d\s()-]{8,}\d|\d{1,2}:\d{2}"
    r"|\d\s(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:[\s,;:—–(«\"-]+|(?<!\w)(?:а|в|во|и|к|ко|о|об|с|со|у|из|на|не|ни|но|от|по|до|за|для|или|при|без|над"
    r"|под|что|как|это|чтобы|который|через|между|более|менее|до|около))+\Z",
    re.IGNORECASE,
)
_FEWEST = 0.4  # of the limit: a text cut by whole sentences below this says too little


def tighten(text: str, limit: int, size: Size = len) -> str:
    """At most ``limit`` by ``size``, cut where a reader doesn't stumble. A text that fits stays as it is."""
    if size(text) <= limit:
        return text
    shorter = _without_sentences(text, limit, size)
    return shorter if size(shorter) <= limit else _without_words(shorter, limit, size)


def finish(text: str) -> str:
    """Without the sentence that the end of the token budget cut in two, if enough is left without it."""
    if not text or text[-1] in '.!?…»)"”' or _CONTACT.search(text.rsplit(maxsplit=1)[-1]):
        return text
    ends = [match.end() for match in re.finditer(r"[.!?…][»)\"”]?(?=\s)|(?<=\S)(?=\n)", text)]
    return text[: ends[-1]].rstrip() if ends and ends[-1] >= _FEWEST * len(text) else text


def shorten(text: str, share: float, size: Size = len) -> str:
    """A text of at most ``share`` of its size, by whole sentences only; as it is if none can go."""
    shorter = _without_sentences(text, round(size(text) * share), size)
    return shorter if size(shorter) < size(text) else text


def _without_sentences(text: str, limit: int, size: Size) -> str:
    """Drops sentences from the end, those without facts first, as long as enough is left."""
    text = text.strip()  # as every cut leaves it: the places found now stay true
    spans = [(piece.start, piece.stop) for piece in sentenize(text)][1:]
    free = [span for span in spans if not _CONTACT.search(text[slice(*span)])]
    gone: list[tuple[int, int]] = []
    left = size(text)
    for start, stop in [*reversed(free), *reversed([span for span in spans if span not in free])]:
        weight = size(text[start:stop])
        if left > limit and left - weight >= _FEWEST * limit:
            gone.append((start, stop))
            left -= weight
    for start, stop in sorted(gone, reverse=True):
        text = _joined(text[:start], text[stop:])
    return text


def _joined(before: str, after: str) -> str:
    """Blank space of the cut is that of the wider side."""
    gaps = (before[len(before.rstrip()) :], after[: len(after) - len(after.lstrip())])
    return (before.rstrip() + max(gaps, key=lambda gap: (gap.count("\n"), len(gap))) + after.lstrip()).strip()


def _without_words(text: str, limit: int, size: Size) -> str:
    """The longest beginning of whole words that fits; a single long word is cut."""
    ends = [match.end() for match in re.finditer(r"\S+", text) if match.end() <= limit]
    for end in reversed(ends):
        shorter = _closed(text[:end])
        if shorter and size(shorter) <= limit:
            return shorter
    hard = text[:limit]
    while size(hard) > limit:
        hard = hard[:-1]
    return hard.rstrip()


def _closed(text: str) -> str:
    """No preposition, comma or open «quote» at the end."""
    text = _DANGLING.sub("", text)
    if text.count("«") > text.count("»"):
        text = _DANGLING.sub("", text[: text.rfind("«")])
    return text
