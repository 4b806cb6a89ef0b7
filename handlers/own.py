"""Buttons stay clickable for ever: before a handler runs, what a button names is read afresh and must be the
presser's own."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers import texts
from storage.briefs import Briefs
from storage.records import BriefId, MessageId, User, VariantId
from storage.variants import Variants

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class OwnBrief(BaseMiddleware):
    """Gives handlers ``brief``, the one their callback data names."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery):
            raise TypeError(f"made for buttons, not for {type(event).__name__}")
        author: User = data["author"]
        briefs: Briefs = data["briefs"]
        brief = await briefs.get(BriefId(data["callback_data"].brief_id))
        if brief is None:
            return await event.answer(texts.card.BRIEF_GONE, show_alert=True)
        if brief.user_id != author.id:
            return await event.answer(texts.card.NOT_YOURS, show_alert=True)
        data["brief"] = brief
        return await handler(event, data)


class PressedCard(BaseMiddleware):
    """Comes after ``OwnBrief``: of several cards of one brief, the pressed one is the card from now on."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        brief, briefs = data["brief"], data["briefs"]
        if isinstance(event, CallbackQuery) and isinstance(event.message, Message):
            pressed = MessageId(event.message.message_id)
            if pressed != brief.card_message_id:
                await briefs.attach_card(brief.id, pressed)
                data["brief"] = await briefs.get(brief.id) or brief
        return await handler(event, data)


class OwnVariant(BaseMiddleware):
    """Gives handlers ``variant``, the one their callback data names."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery):
            raise TypeError(f"made for buttons, not for {type(event).__name__}")
        author: User = data["author"]
        variants: Variants = data["variants"]
        variant = await variants.get(VariantId(data["callback_data"].variant_id))
        if variant is None or variant.text is None:
            return await event.answer(texts.card.VARIANT_GONE, show_alert=True)
        if variant.user_id != author.id:
            return await event.answer(texts.card.NOT_YOURS, show_alert=True)
        data["variant"] = variant
        return await handler(event, data)
