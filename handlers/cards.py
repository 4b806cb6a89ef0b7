"""The brief card: one message, edited in place, that always shows what the database holds."""

from collections.abc import Sequence
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup

from copywriting.platforms import Platforms
from handlers import card_buttons, texts
from handlers.errors import is_not_modified
from storage.briefs import Briefs
from storage.records import MessageId, StoredBrief
from storage.variants import Variants


class Cards:
    def __init__(self, bot: Bot, briefs: Briefs, variants: Variants, platforms: Platforms) -> None:
        self._bot = bot
        self._briefs = briefs
        self._variants = variants
        self._platforms = platforms

    async def send(self, brief: StoredBrief, notes: Sequence[str] = ()) -> None:
        """A new message at the end of the chat; from now on this one is the card."""
        message = await self._bot.send_message(
            brief.chat_id, self._text(brief, notes), reply_markup=await self.keyboard(brief)
        )
        await self._briefs.attach_card(brief.id, MessageId(message.message_id))

    async def show(self, brief: StoredBrief, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Bring the card up to date, with a picker's ``keyboard`` instead of its own if given."""
        if brief.card_message_id is None:
            await self.send(brief)
            return
        try:
            await self._bot.edit_message_text(
                self._text(brief),
                chat_id=brief.chat_id,
                message_id=brief.card_message_id,
                reply_markup=keyboard or await self.keyboard(brief),
            )
        except TelegramBadRequest as error:
            if not is_not_modified(error):
                await self.send(brief)  # the user has deleted it

    async def keyboard(self, brief: StoredBrief) -> InlineKeyboardMarkup:
        variants = await self._variants.of_brief(brief.id)
        return card_buttons.card(brief, after=max((variant.job_id for variant in variants), default=0))

    async def move(self, brief: StoredBrief, notes: Sequence[str] = ()) -> None:
        """To the end of the chat: what is far above is as good as gone."""
        await self.send(brief, notes)
        if brief.card_message_id is not None:
            with suppress(TelegramBadRequest):  # Telegram lets bots delete messages of the last 48 hours
                await self._bot.delete_message(brief.chat_id, brief.card_message_id)

    def _text(self, brief: StoredBrief, notes: Sequence[str] = ()) -> str:
        platform = self._platforms.get(brief.brief.platform)
        name = platform.name if platform else brief.brief.platform
        return texts.card.card(brief.brief, name, brief.variants, notes)
