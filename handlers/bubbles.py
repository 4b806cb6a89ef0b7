"""The messages that carry variants: whole, at an earlier version, or folded to one line."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup

from desk.parts import MESSAGE_LIMIT, split, utf16
from desk.presenter import Outgoing
from handlers.errors import is_normal, is_not_modified
from handlers.presentation import Presentation
from handlers.variant_buttons import Spot
from storage.records import Delivery, MessageId, Variant
from storage.variants import Variants

log = logging.getLogger(__name__)

UNDER_WAY = (Delivery.PLANNED, Delivery.STORED, Delivery.SENDING)


class Bubbles:
    def __init__(self, bot: Bot, variants: Variants, presentation: Presentation) -> None:
        self._bot = bot
        self._variants = variants
        self._presentation = presentation

    async def spot(self, variant: Variant, message_id: MessageId | None) -> Spot:
        """What this message is to the variant that it shows, or is to show."""
        family = await self._variants.family(variant.id)
        home = next((one for one in family if message_id and one.message_id == message_id), variant)
        last = is_last(home, await self._variants.of_job(home.job_id))
        return Spot(home, max((one.job_id for one in family), default=variant.job_id), last=last)

    async def show(self, variant: Variant, message_id: MessageId, *, anew: bool = True) -> None:
        """Bring a text and its buttons into this message; where that can't be, into another if ``anew``."""
        spot = await self.spot(variant, message_id)
        outgoing = self._presentation.standing(variant, spot)
        here = self._fits(outgoing) and self._fits(self._presentation.standing(spot.home, spot))
        if here and await self._edit(variant, message_id, outgoing):
            return
        if anew:
            await self.send(variant)

    async def refresh(
        self, variant: Variant, message_id: MessageId | None, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Bring the buttons up to date, or ``keyboard`` in their place. A deleted message is let go."""
        if message_id is None:
            return
        if keyboard is None:
            spot = await self.spot(variant, message_id)
            keyboard = self._presentation.standing(variant, spot).keyboard
        try:
            await self._bot.edit_message_reply_markup(
                chat_id=variant.chat_id, message_id=message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if not is_normal(error):
                raise

    async def fold(self, variant: Variant) -> None:
        """Leave one line of its message. A text that takes several messages stays as it is."""
        if variant.message_id is None:
            return
        if self._fits(self._presentation.variant(variant, last=False)):
            await self._edit(variant, variant.message_id, self._presentation.folded(variant))
        else:
            await self.refresh(variant, variant.message_id)

    async def send(self, variant: Variant, *, last: bool = False) -> None:
        """To the end of the chat; its buttons are there from now on. ``last`` as for the Presenter."""
        home = Spot(variant, (await self.spot(variant, None)).after, last=last)
        outgoing = self._presentation.standing(variant, home)
        *heads, tail = split(outgoing.text)
        for part in heads:
            await self._bot.send_message(variant.chat_id, part, parse_mode=None)
        message = await self._bot.send_message(
            variant.chat_id, tail, reply_markup=outgoing.keyboard, parse_mode=None
        )
        await self._variants.shown_again(variant.id, MessageId(message.message_id))

    async def strip(self, variant: Variant) -> None:
        """Take the buttons away from the message that it stands in; the text stays."""
        if variant.message_id is None:
            return
        with suppress(TelegramBadRequest):  # its reader has deleted it, or it has none
            await self._bot.edit_message_reply_markup(
                chat_id=variant.chat_id, message_id=variant.message_id, reply_markup=None
            )

    async def _edit(self, variant: Variant, message_id: MessageId, outgoing: Outgoing) -> bool:
        """``False``: the message is gone or can't be edited any more."""
        try:
            await self._bot.edit_message_text(
                outgoing.text,
                chat_id=variant.chat_id,
                message_id=message_id,
                reply_markup=outgoing.keyboard,
                parse_mode=None,
            )
        except TelegramBadRequest as error:
            log.info("variant %s: message %s not edited: %s", variant.id, message_id, error.message)
            return is_not_modified(error)
        return True

    @staticmethod
    def _fits(outgoing: Outgoing) -> bool:
        return utf16(outgoing.text) <= MESSAGE_LIMIT


def is_last(variant: Variant, siblings: Sequence[Variant]) -> bool:
    """Whether its message is the last one of its finished job."""
    if any(sibling.delivery in UNDER_WAY for sibling in siblings):
        return False
    return variant.message_id == max(sibling.message_id or 0 for sibling in siblings)
