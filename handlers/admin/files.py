"""Glossary, catalogue and rules: sent, replaced after a check, put back."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Document, InlineKeyboardMarkup, Message

from copywriting.errors import DataFileBroken
from copywriting.library import REPLACEABLE
from desk.library import Library
from handlers import texts
from handlers.admin import buttons
from handlers.admin.asking import AdminAsking, no_command
from handlers.admin.screen import markup, show
from handlers.keyboards import button
from handlers.moments import Moments
from handlers.roles import by_admin
from storage.files import FileVersion
from storage.records import User
from storage.users import Users

LARGEST = 2 * 1024 * 1024  # bytes; ours has 110 thousand
FORMER = 5


async def files(query: CallbackQuery, library: Library, users: Users, moments: Moments) -> None:
    standing = await library.standing()
    lines = [texts.datafiles.line(one.name, await _version(one.version, users, moments)) for one in standing]
    rows = [[button(texts.datafiles.title(one.name), buttons.DataFile(name=one.name))] for one in standing]
    await show(query, "\n".join([texts.datafiles.ABOUT, "", *lines]), markup(*rows))


async def one_file(
    query: CallbackQuery, callback_data: buttons.DataFile, library: Library, users: Users, moments: Moments
) -> None:
    text, keyboard = await _screen(callback_data.name, library, users, moments)
    await show(query, text, keyboard)


async def send_file(query: CallbackQuery, callback_data: buttons.GetFile, bot: Bot, library: Library) -> None:
    await query.answer()
    content = await library.content(callback_data.name)
    await bot.send_document(query.from_user.id, BufferedInputFile(content, callback_data.name))


async def ask_for_file(
    query: CallbackQuery, callback_data: buttons.ReplaceFile, state: FSMContext, bot: Bot
) -> None:
    await query.answer()
    await state.set_state(AdminAsking.file)
    await state.update_data(file=callback_data.name)
    await bot.send_message(query.from_user.id, texts.datafiles.ask(callback_data.name))


async def take_file(
    message: Message, document: Document, author: User, state: FSMContext, bot: Bot, library: Library
) -> None:
    """With errors in it the state stays: the next file is the corrected one."""
    name = (await state.get_data()).get("file")
    if name not in REPLACEABLE:
        await state.clear()
        await message.answer(texts.datafiles.EXPECT_OTHER)
        return
    if (document.file_size or 0) > LARGEST:
        await message.answer(texts.datafiles.TOO_LARGE)
        return
    downloaded = await bot.download(document)
    try:
        text = downloaded.read().decode("utf-8-sig") if downloaded is not None else ""
        await library.replace(name, text, author.id)
    except UnicodeDecodeError:
        await message.answer(texts.datafiles.NOT_UTF8)
    except DataFileBroken as error:
        await message.answer(texts.datafiles.refused(name, error.problems))
    else:
        await state.clear()
        await message.answer(texts.datafiles.replaced(name), reply_markup=_back(name))


async def expect_file(message: Message) -> None:
    await message.answer(texts.datafiles.ONLY_FILE)


async def restore(
    query: CallbackQuery,
    callback_data: buttons.RestoreFile,
    author: User,
    library: Library,
    users: Users,
    moments: Moments,
) -> None:
    name, version = callback_data.name, callback_data.version
    standing = next((one.version for one in await library.standing() if one.name == name), None)
    if version == (standing.id if standing else 0):
        await query.answer(texts.datafiles.STANDS_ALREADY)
        return
    try:
        if not version:
            await library.withdraw(name, author.id)
        elif await library.restore(name, version, author.id) is None:
            await query.answer(texts.datafiles.VERSION_GONE, show_alert=True)
            return
    except DataFileBroken:
        await query.answer(texts.datafiles.OLD_BROKEN, show_alert=True)
        return
    text, keyboard = await _screen(name, library, users, moments)
    await show(query, text, keyboard, toast=texts.datafiles.restored(name))


async def _screen(
    name: str, library: Library, users: Users, moments: Moments
) -> tuple[str, InlineKeyboardMarkup]:
    versions = await library.versions(name)
    standing = next((one for one in versions if one.standing), None)
    former = [
        [
            button(
                texts.datafiles.version_button(one.id, moments.words(one.stored_at), current=one.standing),
                buttons.RestoreFile(name=name, version=one.id),
            )
        ]
        for one in versions[:FORMER]
    ]
    own = button(texts.datafiles.WITHDRAW, buttons.RestoreFile(name=name, version=0))
    keyboard = markup(
        [
            button(texts.datafiles.GET, buttons.GetFile(name=name)),
            button(texts.datafiles.REPLACE, buttons.ReplaceFile(name=name)),
        ],
        *former,
        [own] if standing is not None else [],
        back=buttons.DataFiles(),
    )
    return texts.datafiles.one(name, await _version(standing, users, moments)), keyboard


async def _version(version: FileVersion | None, users: Users, moments: Moments) -> str:
    if version is None:
        return texts.datafiles.FROM_START
    by = await users.get(version.stored_by) if version.stored_by is not None else None
    name = texts.admin.name(by) if by is not None else texts.journal.SOMEBODY
    return texts.datafiles.uploaded(name, moments.words(version.stored_at))


def _back(name: str) -> InlineKeyboardMarkup:
    data = buttons.DataFile(name=name)
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.datafiles.title(name), data)]])


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(files, buttons.DataFiles.filter())
    router.callback_query.register(one_file, buttons.DataFile.filter(F.name.in_(REPLACEABLE)))
    router.callback_query.register(send_file, buttons.GetFile.filter(F.name.in_(REPLACEABLE)))
    router.callback_query.register(ask_for_file, buttons.ReplaceFile.filter(F.name.in_(REPLACEABLE)))
    router.callback_query.register(restore, buttons.RestoreFile.filter(F.name.in_(REPLACEABLE)))
    router.message.register(take_file, AdminAsking.file, F.document.as_("document"), by_admin)
    router.message.register(expect_file, AdminAsking.file, no_command, by_admin)
    return router
