"""/history: former briefs by the page and by words."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from copywriting.brief import PlatformSlug
from copywriting.platforms import Platforms
from handlers import history_buttons, texts
from handlers.history_buttons import (
    HistoryPage,
)
from handlers.intake import clean
from handlers.moments import Moments
from storage.history import Entry, History
from storage.paging import Page
from storage.records import User

QUERY_LIMIT = 100  # characters; the words stand in the list, which has to fit a message

Screen = tuple[str, InlineKeyboardMarkup]


async def open_history(
    message: Message,
    command: CommandObject,
    author: User,
    history: History,
    platforms: Platforms,
    moments: Moments,
) -> None:
    query = query_of(command.args or "")
    page = await history.page(author.id, query=query)
    text, keyboard = _list(page, query, platforms, moments)
    await message.answer(text, reply_markup=keyboard)


def query_of(typed: str) -> str:
    """A search in the form in which the list shows it, so that it is read back from there unchanged."""
    return " ".join(clean(typed).split())[:QUERY_LIMIT].strip()


async def turn_page(
    query: CallbackQuery,
    callback_data: HistoryPage,
    author: User,
    history: History,
    platforms: Platforms,
    moments: Moments,
) -> None:
    """The words of a search are read from the list's own message: 64 bytes of a button can't hold them."""
    if not isinstance(query.message, Message):
        await query.answer(texts.history.LIST_LOST, show_alert=True)
        return
    wanted = _searched(query.message) if callback_data.searched else ""
    if callback_data.searched and not wanted:
        await query.answer(texts.history.LIST_LOST, show_alert=True)
        return
    await query.answer()
    page = await history.page(author.id, callback_data.number, query=wanted)
    text, keyboard = _list(page, wanted, platforms, moments)
    await query.message.edit_text(text, reply_markup=keyboard)


def _searched(message: Message) -> str:
    """What a list was searched for: the words in its ``<code>``."""
    for entity in message.entities or []:
        if entity.type == "code":
            return entity.extract_from(message.text or "")
    return ""


def _list(page: Page[Entry], query: str, platforms: Platforms, moments: Moments) -> Screen:
    heading = texts.history.found(query, page.total) if query else texts.history.heading(page.total)
    if not page.total and not query:
        heading = texts.history.EMPTY
    lines = [
        texts.history.line(
            number,
            moments.words(entry.brief.created_at),
            name_of(platforms, entry.brief.brief.platform),
            entry.brief.brief,
            texts.history.marks(entry.texts, entry.favourites, chosen=entry.chosen is not None),
        )
        for number, entry in history_buttons.numbered(page)
    ]
    return "\n\n".join([heading, *lines]), history_buttons.history(page, searched=bool(query))


def name_of(platforms: Platforms, slug: PlatformSlug) -> str:
    platform = platforms.get(slug)
    return platform.name if platform else slug


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(open_history, Command("history"))
    router.callback_query.register(turn_page, HistoryPage.filter())
    return router
