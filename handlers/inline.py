"""Inline mode: ``@bot words`` in any chat offers the writer's own favourites and chosen texts, and only to
him."""

import logging

from aiogram import Bot, Router
from aiogram.types import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
)

from copywriting.platforms import Platforms
from desk.parts import MESSAGE_LIMIT, utf16
from handlers import texts
from handlers.history import name_of
from storage.history import History, Pick
from storage.records import User

log = logging.getLogger(__name__)

AT_ONCE = 20  # Telegram takes 50 results
OFFSET_DIGITS = 9
START = "inline"  # of the button that leads to the bot


async def offer(query: InlineQuery, author: User, history: History, platforms: Platforms) -> None:
    """Nothing is cached and everything is personal. A text too long for one message is not offered: half an
    ad is worse than none."""
    offset = _offset(query.offset)
    found = await history.picks(author.id, query.query, limit=AT_ONCE, offset=offset)
    await query.answer(
        [_article(pick, platforms) for pick in found if utf16(pick.variant.text or "") <= MESSAGE_LIMIT],
        is_personal=True,
        cache_time=0,
        next_offset=str(offset + AT_ONCE) if len(found) == AT_ONCE else "",
        button=None if found or offset else _to_bot(),
    )


async def chosen(result: ChosenInlineResult) -> None:
    """Nothing to do: what is posted elsewhere is nobody's business."""
    log.debug("user %s posted text %s", result.from_user.id, result.result_id)


async def own_text(message: Message) -> None:
    await message.answer(texts.history.INLINE_OWN)


def _article(pick: Pick, platforms: Platforms) -> InlineQueryResultArticle:
    variant, text = pick.variant, pick.variant.text or ""
    title = texts.history.inline_title(
        name_of(platforms, pick.brief.platform),
        pick.brief.task,
        chosen=variant.chosen,
        favourite=variant.favourite,
    )
    # Not HTML: a text is data, whatever characters it holds.
    content = InputTextMessageContent(message_text=text, parse_mode=None)
    return InlineQueryResultArticle(
        id=str(variant.id),
        title=title,
        description=texts.history.inline_description(text),
        input_message_content=content,
    )


def _to_bot() -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text=texts.history.INLINE_NOTHING, start_parameter=START)


def _offset(given: str) -> int:
    """The client hands back what it was given; a modified one hands anything."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= OFFSET_DIGITS else 0


def _posted_here(message: Message, bot: Bot) -> bool:
    """A text that its owner picked inline in the chat with the bot itself."""
    return message.via_bot is not None and message.via_bot.id == bot.id


def routes() -> Router:
    router = Router(name=__name__)
    router.inline_query.register(offer)
    router.chosen_inline_result.register(chosen)
    router.message.register(own_text, _posted_here)
    return router
