"""The buttons of the history, of an opened brief and of the favourites."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from handlers import paging_buttons, texts
from handlers.export_buttons import ExportBrief
from handlers.keyboards import button
from handlers.variant_buttons import COPY_LIMIT, Hide, Reopen
from storage.history import Entry, Pick
from storage.paging import Page
from storage.records import BriefId, StoredBrief, VariantId


class HistoryPage(CallbackData, prefix="history"):
    """``searched``: the page is of a search whose words stand in the list's message."""

    number: int
    searched: bool


class OpenBrief(CallbackData, prefix="open"):
    brief_id: int


class ViewBrief(CallbackData, prefix="view"):
    """Show the opened brief in this message again."""

    brief_id: int


class ShowTexts(CallbackData, prefix="texts"):
    """From text ``first`` (0 is the first) on. ``after`` is the latest message with a text when the button
    was made: a second press shows nothing twice."""

    brief_id: int
    first: int
    after: int


class DeleteBrief(CallbackData, prefix="delete"):
    brief_id: int


class DeleteForEver(CallbackData, prefix="erase"):
    brief_id: int


class FavouritesPage(CallbackData, prefix="stars"):
    number: int


class ShowFavourite(CallbackData, prefix="star"):
    variant_id: int


class Unfavour(CallbackData, prefix="unstar"):
    """``number``: the page to show then."""

    variant_id: int
    number: int


def history(page: Page[Entry], *, searched: bool) -> InlineKeyboardMarkup:
    opening = [button(str(number), OpenBrief(brief_id=entry.brief.id)) for number, entry in numbered(page)]
    paging = paging_buttons.row(
        page.number, page.pages, lambda number: HistoryPage(number=number, searched=searched)
    )
    everything = [button(texts.history.SHOW_ALL, HistoryPage(number=1, searched=False))] if searched else []
    return _markup(opening, paging, everything)


def numbered(page: Page[Entry]) -> list[tuple[int, Entry]]:
    """The entries with their numbers on this page, from 1."""
    return list(enumerate(page.items, start=1))


def opened(brief: StoredBrief, *, texts_written: int, after: int) -> InlineKeyboardMarkup:
    show = ShowTexts(brief_id=brief.id, first=0, after=after)
    return _markup(
        [button(texts.history.OPEN, Reopen(brief_id=brief.id))],
        [button(texts.history.SHOW_TEXTS, show)] if texts_written else [],
        [
            *([button(texts.history.EXPORT, ExportBrief(brief_id=brief.id))] if texts_written else []),
            button(texts.history.DELETE, DeleteBrief(brief_id=brief.id)),
        ],
        [button(texts.card.HIDE, Hide())],
    )


def more_texts(brief_id: BriefId, *, first: int, after: int) -> InlineKeyboardMarkup:
    more = ShowTexts(brief_id=brief_id, first=first, after=after)
    return _markup([button(texts.history.SHOW_MORE_TEXTS, more)])


def deletion(brief: StoredBrief) -> InlineKeyboardMarkup:
    return _markup(
        [
            button(texts.history.DELETE_FOR_EVER, DeleteForEver(brief_id=brief.id), style="danger"),
            button(texts.history.KEEP, ViewBrief(brief_id=brief.id)),
        ]
    )


def favourites(page: Page[Pick]) -> InlineKeyboardMarkup:
    rows = [_favourite(number, pick, page.number) for number, pick in enumerate(page.items, start=1)]
    paging = paging_buttons.row(page.number, page.pages, lambda number: FavouritesPage(number=number))
    return _markup(*rows, paging)


def _favourite(number: int, pick: Pick, page: int) -> list[InlineKeyboardButton]:
    """Show it, copy it if Telegram can (short ones), take the star off."""
    variant_id, text = VariantId(pick.variant.id), pick.variant.text or ""
    copying = (
        [InlineKeyboardButton(text=texts.history.COPY, copy_text=CopyTextButton(text=text))]
        if 0 < len(text.encode("utf-16-le")) // 2 <= COPY_LIMIT
        else []
    )
    return [
        button(texts.history.show_button(number), ShowFavourite(variant_id=variant_id)),
        *copying,
        button(texts.history.UNFAVOUR, Unfavour(variant_id=variant_id, number=page)),
    ]


def _markup(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
