"""A brief of the history: reopen it, show its texts, delete it."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from copywriting.angles import angle
from copywriting.platforms import Platforms
from desk.desk import Desk
from handlers import history_buttons, texts
from handlers.history import name_of
from handlers.history_buttons import (
    DeleteBrief,
    DeleteForEver,
    OpenBrief,
    ShowTexts,
    ViewBrief,
)
from handlers.moments import Moments
from handlers.own import OwnBrief
from handlers.showing import Showing
from storage.briefs import Briefs
from storage.records import StoredBrief, Variant
from storage.variants import Variants

AT_ONCE = 6  # texts; Telegram slows down who sends more

Screen = tuple[str, InlineKeyboardMarkup]


async def open_brief(
    query: CallbackQuery,
    brief: StoredBrief,
    bot: Bot,
    variants: Variants,
    platforms: Platforms,
    moments: Moments,
) -> None:
    await query.answer()
    text, keyboard = _opened(brief, await variants.of_brief(brief.id), platforms, moments)
    await bot.send_message(brief.chat_id, text, reply_markup=keyboard)


async def view_brief(
    query: CallbackQuery, brief: StoredBrief, variants: Variants, platforms: Platforms, moments: Moments
) -> None:
    await query.answer()
    text, keyboard = _opened(brief, await variants.of_brief(brief.id), platforms, moments)
    if isinstance(query.message, Message):
        await query.message.edit_text(text, reply_markup=keyboard)


async def show_texts(
    query: CallbackQuery,
    callback_data: ShowTexts,
    brief: StoredBrief,
    bot: Bot,
    variants: Variants,
    showing: Showing,
) -> None:
    standing = _standing(await variants.of_brief(brief.id))
    first = callback_data.first if 0 <= callback_data.first < len(standing) else 0
    part = standing[first : first + AT_ONCE]
    due = [one for one in part if (one.message_id or 0) <= callback_data.after]
    if not due:
        await query.answer(texts.history.SHOWN_BELOW if part else texts.history.NO_TEXTS)
        return
    await query.answer()
    await showing.again(due)
    end = first + len(part)
    after = _latest(_standing(await variants.of_brief(brief.id)))
    if end < len(standing):
        await bot.send_message(
            brief.chat_id,
            texts.history.shown_part(first + 1, end, len(standing)),
            reply_markup=history_buttons.more_texts(brief.id, first=end, after=after),
        )
    await _renew(query, brief, after, len(standing))


async def ask_deletion(query: CallbackQuery, brief: StoredBrief, variants: Variants) -> None:
    await query.answer()
    written = len(_standing(await variants.of_brief(brief.id)))
    if isinstance(query.message, Message):
        await query.message.edit_text(
            texts.history.really_delete(written), reply_markup=history_buttons.deletion(brief)
        )


async def delete_for_ever(
    query: CallbackQuery, brief: StoredBrief, variants: Variants, briefs: Briefs, desk: Desk
) -> None:
    written = len(_standing(await variants.of_brief(brief.id)))
    await desk.stop_brief(brief.id)
    await briefs.delete(brief.id)
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(texts.history.deleted(written))


async def _renew(query: CallbackQuery, brief: StoredBrief, after: int, written: int) -> None:
    """The pressed button has had its turn; under an opened brief a fresh one takes its place."""
    if not isinstance(query.message, Message):
        return
    is_view = any(
        (one.callback_data or "").startswith(f"{DeleteBrief.__prefix__}:")
        for row in (query.message.reply_markup.inline_keyboard if query.message.reply_markup else [])
        for one in row
    )
    keyboard = history_buttons.opened(brief, texts_written=written, after=after) if is_view else None
    await query.message.edit_reply_markup(reply_markup=keyboard)


def _opened(
    brief: StoredBrief, written: tuple[Variant, ...], platforms: Platforms, moments: Moments
) -> Screen:
    standing = _standing(written)
    lines = [
        texts.history.text_line(
            number,
            angle(one.angle).name,
            one.version,
            texts.history.text_marks(chosen=one.chosen, favourite=one.favourite),
            one.text or "",
        )
        for number, one in enumerate(standing, start=1)
    ]
    name = name_of(platforms, brief.brief.platform)
    text = texts.history.opened(brief.brief, name, moments.words(brief.created_at), lines)
    keyboard = history_buttons.opened(brief, texts_written=len(standing), after=_latest(standing))
    return text, keyboard


def _standing(written: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Of every family the version at which it stands."""
    return tuple(one for one in written if one.current and one.text is not None)


def _latest(standing: tuple[Variant, ...]) -> int:
    return max((one.message_id or 0 for one in standing), default=0)


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(OwnBrief())
    router.callback_query.register(open_brief, OpenBrief.filter())
    router.callback_query.register(view_brief, ViewBrief.filter())
    router.callback_query.register(show_texts, ShowTexts.filter())
    router.callback_query.register(ask_deletion, DeleteBrief.filter())
    router.callback_query.register(delete_for_ever, DeleteForEver.filter())
    return router
