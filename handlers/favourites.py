"""/favorites: the texts with a star."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from copywriting.platforms import Platforms
from handlers import history_buttons, texts
from handlers.history import name_of
from handlers.history_buttons import FavouritesPage, ShowFavourite, Unfavour
from handlers.own import OwnVariant
from handlers.showing import Showing
from storage.history import History, Pick
from storage.opinions import Opinions
from storage.paging import Page
from storage.records import User, Variant


async def open_favourites(message: Message, author: User, history: History, platforms: Platforms) -> None:
    text, keyboard = _list(await history.favourites(author.id), platforms)
    await message.answer(text, reply_markup=keyboard)


async def turn_page(
    query: CallbackQuery,
    callback_data: FavouritesPage,
    author: User,
    history: History,
    platforms: Platforms,
) -> None:
    await query.answer()
    await _refresh(query, await history.favourites(author.id, callback_data.number), platforms)


async def show(query: CallbackQuery, variant: Variant, showing: Showing) -> None:
    await query.answer()
    await showing.again([variant])


async def take_off_star(
    query: CallbackQuery,
    callback_data: Unfavour,
    variant: Variant,
    author: User,
    opinions: Opinions,
    history: History,
    platforms: Platforms,
) -> None:
    await opinions.favour(variant.id, author.id, False)
    await query.answer(texts.history.UNFAVOURED)
    await _refresh(query, await history.favourites(author.id, callback_data.number), platforms)


async def _refresh(query: CallbackQuery, page: Page[Pick], platforms: Platforms) -> None:
    text, keyboard = _list(page, platforms)
    if isinstance(query.message, Message):
        await query.message.edit_text(text, reply_markup=keyboard)


def _list(page: Page[Pick], platforms: Platforms) -> tuple[str, InlineKeyboardMarkup]:
    if not page.total:
        return texts.history.NO_FAVOURITES, history_buttons.favourites(page)
    lines = [
        texts.history.favourite_line(
            number,
            name_of(platforms, pick.brief.platform),
            pick.brief,
            pick.variant.text or "",
            chosen=pick.variant.chosen,
        )
        for number, pick in enumerate(page.items, start=1)
    ]
    return "\n\n".join([texts.history.favourites_heading(page.total), *lines]), history_buttons.favourites(
        page
    )


def routes() -> Router:
    router = Router(name=__name__)
    router.include_router(_of_variants())
    router.message.register(open_favourites, Command("favorites", "favourites"))
    router.callback_query.register(turn_page, FavouritesPage.filter())
    return router


def _of_variants() -> Router:
    router = Router(name=f"{__name__}.variants")
    router.callback_query.middleware(OwnVariant())
    router.callback_query.register(show, ShowFavourite.filter())
    router.callback_query.register(take_off_star, Unfavour.filter())
    return router
