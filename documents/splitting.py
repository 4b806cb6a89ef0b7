"""Long texts in parts that Telegram takes."""

import re
from typing import Final

MESSAGE_LIMIT: Final = 4096  # sendMessage: characters; counted in UTF-16 units to be safe

# From the best seam to the worst; a part ends where group 1 ends.
_SEAMS: Final = (
    re.compile(r"()\n[ \t]*\n"),
    re.compile(r"()\n"),
    re.compile(r"(?<=[.!?…])([»”\")]*)\s"),
    re.compile(r"()\s"),
)
_LEAST_SHARE: Final = 4  # a seam in the first quarter of a part is passed over for a lesser one further on
# What must not stand at the beginning of a part: joiners, variation selectors, skin tones, combining marks.
_ATTACHED: Final = re.compile("[\u200d\ufe0e\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff]")
_LONGEST_CLUSTER: Final = 16  # characters; longer chains of marks are cut anyway


def utf16(text: str) -> int:
    """UTF-16 code units: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int = MESSAGE_LIMIT) -> tuple[str, ...]:
    """Parts of at most ``limit`` (at least 2) UTF-16 units, cut between paragraphs, else lines, sentences,
    words, else anywhere but inside an emoji.

    A text that fits is left as it is; of a longer one only the space at the cuts and around it is lost.
    It splits raw text: put the formatting on afterwards.
    """
    if limit < 2:
        raise ValueError(f"an emoji needs 2 units, the limit is {limit}")
    if utf16(text) <= limit:
        return (text,)
    parts = []
    rest = text.strip()
    while (size := _fits(rest, limit)) < len(rest):
        end = _seam(rest, size)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def _fits(text: str, limit: int) -> int:
    """How many characters of ``text`` are within ``limit`` units."""
    units = 0
    for index, character in enumerate(text[:limit]):
        units += 1 + (character > "\uffff")
        if units > limit:
            return index
    return min(limit, len(text))


def _seam(text: str, size: int) -> int:
    """Where to cut ``text`` so that at most ``size`` characters stay before the cut."""
    least = size // _LEAST_SHARE
    for seam in _SEAMS:
        # One character more: a space right behind the limit is a seam, too.
        ends = [match.end(1) for match in seam.finditer(text, 0, size + 1)]
        if ends and ends[-1] > least:
            return ends[-1]
    return _whole_cluster(text, size)


def _whole_cluster(text: str, size: int) -> int:
    for end in range(size, max(0, size - _LONGEST_CLUSTER), -1):
        if not _ATTACHED.match(text[end]) and text[end - 1] != "\u200d":
            return end
    return size
