"""Folding what was not chosen, beside the conversation: Telegram takes about one edit a second."""

import asyncio
import logging
from collections import OrderedDict

from aiogram.exceptions import TelegramAPIError

from desk.weather import TRANSIENT
from handlers.bubbles import Bubbles
from storage.errors import DatabaseError
from storage.records import Delivery, MessageId, Variant, VariantId
from storage.variants import Variants

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # folded variants: folding one again would cost an edit and change nothing


class Folding:
    """``run`` works beside the bot. What a restart leaves unfolded, the next choice folds."""

    def __init__(self, variants: Variants, bubbles: Bubbles) -> None:
        self._variants = variants
        self._bubbles = bubbles
        self._wanted: asyncio.Queue[tuple[Variant, MessageId]] = asyncio.Queue()
        self._folded: OrderedDict[VariantId, None] = OrderedDict()

    def fold_around(self, chosen: Variant, message_id: MessageId) -> None:
        """Everything of its brief but this message, in which the choice was made."""
        self._wanted.put_nowait((chosen, message_id))

    def unfolded(self, variant: Variant) -> None:
        self._folded.pop(variant.id, None)

    async def run(self) -> None:
        """Chats don't wait for each other."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                chosen, message_id = await self._wanted.get()
                tasks.create_task(self._fold(chosen, message_id))

    async def _fold(self, chosen: Variant, kept: MessageId) -> None:
        """What fails is left as it is: a line too much costs nobody a text."""
        try:
            await self._fold_others(chosen, kept)
        except (TelegramAPIError, DatabaseError, *TRANSIENT) as error:
            log.info("brief %s: not all folded: %s", chosen.brief_id, type(error).__name__)

    async def _fold_others(self, chosen: Variant, kept: MessageId) -> None:
        """The newest first: that is where the user is. Ends when the choice has moved on."""
        self.unfolded(chosen)
        for variant in reversed(await self._variants.of_brief(chosen.brief_id)):
            shown = variant.delivery is Delivery.SENT and variant.message_id not in (None, kept)
            if not shown or variant.id in self._folded:
                continue
            latest = await self._variants.get(chosen.id)
            if latest is None or not latest.chosen:
                return
            self._remember(variant.id)
            await self._bubbles.fold(variant)

    def _remember(self, variant_id: VariantId) -> None:
        self._folded[variant_id] = None
        if len(self._folded) > REMEMBERED:
            self._folded.popitem(last=False)
