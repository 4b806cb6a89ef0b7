"""Texts of the past at the end of the chat again, with buttons that work."""

from collections.abc import Sequence

from handlers.bubbles import Bubbles
from handlers.folding import Folding
from storage.records import Variant


class Showing:
    """A variant lives in one message. Shown again, it moves: the old message keeps its text and loses its
    buttons, so that choosing marks the message that people see."""

    def __init__(self, bubbles: Bubbles, folding: Folding) -> None:
        self._bubbles = bubbles
        self._folding = folding

    async def again(self, variants: Sequence[Variant]) -> None:
        for index, one in enumerate(variants):
            is_last = not any(later.job_id == one.job_id for later in variants[index + 1 :])
            await self._bubbles.send(one, last=is_last)
            self._folding.unfolded(one)
            await self._bubbles.strip(one)
