"""/export: which texts, in which format, and here is the file."""

from datetime import UTC, datetime

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from handlers import export_buttons, texts
from handlers.export_buttons import (
    EVER,
    PERIODS,
    BriefFile,
    ExportBrief,
    ExportFavourites,
    ExportMenu,
    ExportPeriod,
    FavouritesFile,
    Format,
    PeriodFile,
)
from handlers.exports import UPLOAD_LIMIT, WORD_LIMIT, Exports, TooLarge, TooManyTexts
from handlers.history_buttons import ViewBrief
from handlers.moments import Moments
from handlers.own import OwnBrief
from storage.history import OfBrief, OfFavourites, OfPeriod, Scope
from storage.records import StoredBrief, UserId

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before all texts


async def open_menu(message: Message) -> None:
    await message.answer(texts.export.MENU, reply_markup=export_buttons.menu(chosen=True))


async def show_menu(query: CallbackQuery, callback_data: ExportMenu) -> None:
    await _put(query, texts.export.MENU, export_buttons.menu(chosen=callback_data.chosen))


async def of_brief(query: CallbackQuery, brief: StoredBrief) -> None:
    def file(form: Format) -> BriefFile:
        return BriefFile(brief_id=brief.id, format=form)

    subject = texts.export.brief_subject(brief.id)
    back = ViewBrief(brief_id=brief.id)
    await _put(query, texts.export.formats(subject), export_buttons.formats(file, back))


async def of_favourites(query: CallbackQuery) -> None:
    def file(form: Format) -> FavouritesFile:
        return FavouritesFile(format=form)

    text = texts.export.formats(texts.export.FAVOURITES_SUBJECT)
    await _put(query, text, export_buttons.formats(file, ExportMenu(chosen=True)))


async def of_period(query: CallbackQuery, callback_data: ExportPeriod) -> None:
    days, chosen = callback_data.days, callback_data.chosen
    if days not in (*PERIODS, EVER):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return

    def file(form: Format) -> PeriodFile:
        return PeriodFile(days=days, chosen=chosen, format=form)

    text = texts.export.formats(texts.export.period_subject(days, chosen=chosen))
    await _put(query, text, export_buttons.formats(file, ExportMenu(chosen=chosen)))


async def send_brief(
    query: CallbackQuery, callback_data: BriefFile, brief: StoredBrief, bot: Bot, exports: Exports
) -> None:
    subject = texts.export.brief_subject(brief.id)
    await Sending(query, bot, exports).send(OfBrief(brief.id), subject, callback_data.format)


async def send_favourites(
    query: CallbackQuery, callback_data: FavouritesFile, bot: Bot, exports: Exports
) -> None:
    subject = texts.export.FAVOURITES_SUBJECT
    await Sending(query, bot, exports).send(OfFavourites(), subject, callback_data.format)


async def send_period(
    query: CallbackQuery, callback_data: PeriodFile, bot: Bot, exports: Exports, moments: Moments
) -> None:
    days, chosen = callback_data.days, callback_data.chosen
    if days not in (*PERIODS, EVER):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    start = moments.ago(days) if days else BEGINNING
    scope = OfPeriod(start, moments.now(), chosen)
    subject = texts.export.period_subject(days, chosen=chosen)
    await Sending(query, bot, exports).send(scope, subject, callback_data.format)


class Sending:
    """One press on a format."""

    def __init__(self, query: CallbackQuery, bot: Bot, exports: Exports) -> None:
        self._query = query
        self._bot = bot
        self._exports = exports

    async def send(self, scope: Scope, subject: str, form: Format) -> None:
        person = self._query.from_user.id
        user = UserId(person)
        try:
            rows = await self._exports.rows(user, scope, form)
        except TooManyTexts as error:
            await self._refuse(texts.export.too_many(error.texts, WORD_LIMIT))
            return
        if not rows:
            await self._refuse(texts.export.NOTHING)
            return
        await self._query.answer(texts.export.PREPARING)
        try:
            file = await self._exports.file(rows, subject, form)
        except TooLarge:
            await self._bot.send_message(person, texts.export.too_large(UPLOAD_LIMIT))
            return
        document = BufferedInputFile(file.content, file.name)
        await self._bot.send_document(
            person, document, caption=texts.export.caption(subject, len(rows)), parse_mode=None
        )

    async def _refuse(self, reason: str) -> None:
        await self._query.answer(reason, show_alert=True)


async def _put(query: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(text, reply_markup=keyboard)


def routes() -> Router:
    router = Router(name=__name__)
    router.include_router(_of_briefs())
    router.message.register(open_menu, Command("export"))
    router.callback_query.register(show_menu, ExportMenu.filter())
    router.callback_query.register(of_favourites, ExportFavourites.filter())
    router.callback_query.register(of_period, ExportPeriod.filter())
    router.callback_query.register(send_favourites, FavouritesFile.filter())
    router.callback_query.register(send_period, PeriodFile.filter())
    return router


def _of_briefs() -> Router:
    router = Router(name=f"{__name__}.briefs")
    router.callback_query.middleware(OwnBrief())
    router.callback_query.register(of_brief, ExportBrief.filter())
    router.callback_query.register(send_brief, BriefFile.filter())
    return router
