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
    while size(text) > limit:
        spans = [(piece.start, piece.stop) for piece in sentenize(text)]
        free = [span for span in spans[1:] if not _CONTACT.search(text[slice(*span)])]
        for start, stop in reversed(free or spans[1:]):
            rest = _joined(text[:start], text[stop:])
            if size(rest) >= _FEWEST * limit:
                text = rest
                break
        else:
            return text
    return text


def _joined(before: str, after: str) -> str:
    """Blank space of the cut is that of the wider side."""
    gap = max(
        before[len(before.rstrip()) :],
        after[: len(after) - len(after.lstrip())],
        key=lambda s: (s.count("\n"), len(s)),
    )
    return (before.rstrip() + gap + after.lstrip()).strip()


def _without_words(text: str, limit: int, size: Size) -> str:
    words = re.split(r"(\s+)", text)
    while len(words) > 1:
        words = words[:-2]
        shorter = _closed("".join(words))
        if shorter and size(shorter) <= limit:
            return shorter
    while size(text) > limit:
        text = text[:-1]
    return text.rstrip()


def _closed(text: str) -> str:
    """No preposition, comma or open «quote» at the end."""
    text = _DANGLING.sub("", text)
    if text.count("«") > text.count("»"):
        text = _DANGLING.sub("", text[: text.rfind("«")])
    return text
