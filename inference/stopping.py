"""From token bytes to the text a reader may see: whole characters, no thinking, nothing of a stop string."""

import codecs
import re
from collections.abc import Iterable, Sequence

from inference.errors import RequestInvalid

OPENING = "<think>"
CLOSING = "</think>"
MOST_STOPS = 64
LONGEST_STOP = 256  # characters: as many may be held back


def held_back(text: str, stops: Iterable[str]) -> int:
    """Length of the longest end of ``text`` that may be the beginning of one of ``stops``."""
    longest = 0
    for stop in stops:
        for length in range(min(len(stop) - 1, len(text)), longest, -1):
            if text.endswith(stop[:length]):
                longest = length
                break
    return longest


class StopStrings:
    """Lets text through until the first stop string, which itself never comes out, not even in part."""

    def __init__(self, stops: Sequence[str]) -> None:
        if len(stops) > MOST_STOPS or any(not 0 < len(stop) <= LONGEST_STOP for stop in stops):
            raise RequestInvalid(f"at most {MOST_STOPS} stop strings of 1 to {LONGEST_STOP} characters")
        self._stops = tuple(stops)
        self._found = re.compile("|".join(map(re.escape, sorted(stops, key=len, reverse=True))) or r"(?!)")
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        if not self._stops or self.stopped:
            return "" if self.stopped else text
        text = self._held + text
        if (found := self._found.search(text)) is not None:
            self.stopped, self._held = True, ""
            return text[: found.start()]
        keep = len(text) - held_back(text, self._stops)
        self._held = text[keep:]
        return text[:keep]

    def close(self) -> str:
        """What was held back and turned out to be no stop string."""
        held, self._held = self._held, ""
        return held


class Thinking:
    """Takes ``<think>…</think>`` out of a stream, and the white space after it.

    ``inside``: the model is thinking now. It may begin so: some templates open the block themselves.
    """

    def __init__(self, *, inside: bool = False) -> None:
        self.inside = inside
        self._after = False
        self._held = ""

    def feed(self, text: str) -> str:
        text, shown = self._held + text, ""
        while True:
            before, mark, after = text.partition(CLOSING if self.inside else OPENING)
            if not mark:
                break
            shown += self._visible(before)
            self.inside, self._after, text = not self.inside, self.inside, after
        keep = len(text) - held_back(text, [CLOSING if self.inside else OPENING])
        self._held = text[keep:]
        return shown + self._visible(text[:keep])

    def close(self) -> str:
        held, self._held = self._held, ""
        return "" if self.inside else held

    def _visible(self, text: str) -> str:
        if self.inside:
            return ""
        if self._after:
            text = text.lstrip()
            self._after = not text
        return text


class Characters:
    """Bytes of tokens to whole characters; bytes that are no UTF-8 at all are left out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def feed(self, piece: bytes) -> str:
        return self._decoder.decode(piece)


class Reading:
    """The whole way of one variant's bytes: characters, thinking, stop strings."""

    def __init__(self, stops: Sequence[str], *, thinking: bool = False) -> None:
        self._characters = Characters()
        self._thinking = Thinking(inside=thinking)
        self._stops = StopStrings(stops)

    @property
    def thinking(self) -> bool:
        return self._thinking.inside

    @property
    def stopped(self) -> bool:
        return self._stops.stopped

    def feed(self, piece: bytes) -> str:
        """The text that may be shown now; often a little behind what was written."""
        return self._stops.feed(self._thinking.feed(self._characters.feed(piece)))

    def close(self) -> str:
        """The rest, when nothing more will come."""
        return self._stops.feed(self._thinking.close()) + self._stops.close()
