"""Texts of the past at the end of the chat again, with buttons that work."""

from collections.abc import Sequence
from contextlib import suppress

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest

from desk.parts import split
from handlers.presentation import Presentation
from storage.records import MessageId, Variant
from storage.variants import Variants


class Showing:
    """A variant lives in one message. Shown again, it moves: the old message keeps its text and loses its
    buttons, so that choosing marks the message that people see."""

    def __init__(self, bot: Bot, variants: Variants, presentation: Presentation) -> None:
        self._bot = bot
        self._variants = variants
        self._presentation = presentation

    async def again(self, variants: Sequence[Variant]) -> None:
        for index, one in enumerate(variants):
            is_last = not any(later.job_id == one.job_id for later in variants[index + 1 :])
            await self._send(one, last=is_last)
            if one.message_id is not None:
                with suppress(TelegramBadRequest):  # its reader has deleted it
                    await self._bot.edit_message_reply_markup(
                        chat_id=one.chat_id, message_id=one.message_id, reply_markup=None
                    )

    async def _send(self, variant: Variant, *, last: bool) -> None:
        outgoing = self._presentation.variant(variant, last=last)
        *heads, tail = split(outgoing.text)
        for part in heads:
            await self._bot.send_message(variant.chat_id, part, parse_mode=None)
        mode = ParseMode.HTML if outgoing.html else None
        message = await self._bot.send_message(
            variant.chat_id, tail, reply_markup=outgoing.keyboard, parse_mode=mode
        )
        await self._variants.shown_again(variant.id, MessageId(message.message_id))
