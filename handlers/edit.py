"""A new version in the user's own words: asked for by the button, or told in a reply to a text."""

from contextlib import suppress

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, ReplyParameters

from copywriting.order import Change
from desk.models import Models
from desk.wish import Wish
from handlers import refine_buttons, texts
from handlers.intake import clean
from handlers.own import OwnVariant
from handlers.presentation import Presentation
from handlers.refine_buttons import AskEdit, DropEdit
from handlers.refining import Refining, pressed
from storage.records import ChatId, MessageId, User, Variant, VariantId
from storage.variants import Variants


class Editing(StatesGroup):
    """The data holds ``edited``, the variant's id, and ``question``, the message that asks."""

    words = State()


async def ask(query: CallbackQuery, variant: Variant, state: FSMContext, bot: Bot, models: Models) -> None:
    await query.answer()
    await _take_back_question(state, bot, variant.chat_id)
    about = pressed(query)
    question = await bot.send_message(
        variant.chat_id,
        texts.refine.ask_edit(follows=models.switch.info.prompt_profile == "instruct"),
        reply_markup=refine_buttons.drop_edit(variant),
        reply_parameters=ReplyParameters(message_id=about, allow_sending_without_reply=True)
        if about
        else None,
    )
    await state.set_state(Editing.words)
    await state.update_data(edited=variant.id, question=question.message_id)


async def drop(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer(texts.refine.EDIT_DROPPED)
    if await state.get_state() == Editing.words:
        await state.set_state(None)
    if isinstance(query.message, Message):
        await query.message.delete()


async def in_words(
    message: Message, author: User, state: FSMContext, variants: Variants, refining: Refining, bot: Bot
) -> None:
    """The answer to the question. It stands until there is one that says something."""
    edited = (await state.get_data()).get("edited")
    variant = await variants.get(VariantId(edited)) if isinstance(edited, int) else None
    if variant is None or variant.user_id != author.id:
        await state.set_state(None)
        await message.answer(texts.refine.ORIGINAL_GONE)
    elif await _edit(message, variant, refining):
        await _take_back_question(state, bot, ChatId(message.chat.id))
        await state.set_state(None)


async def in_reply(
    message: Message, replied: Variant, state: FSMContext, refining: Refining, bot: Bot
) -> None:
    if await _edit(message, replied, refining) and await state.get_state() == Editing.words:
        await _take_back_question(state, bot, ChatId(message.chat.id))
        await state.set_state(None)


async def _edit(message: Message, variant: Variant, refining: Refining) -> bool:
    """``False``: the words are no edit, and the writer was told."""
    words = clean(message.text or "")
    if len(words) > texts.refine.INSTRUCTION_LIMIT:
        await message.answer(texts.refine.edit_too_long(len(words)))
        return False
    if not any(map(str.isalnum, words)):
        await message.answer(texts.refine.EDIT_EMPTY)
        return False
    bot_id = message.bot.id if message.bot is not None else 0
    key = f"edit:{bot_id}:{message.chat.id}:{message.message_id}"
    await refining.write(message, variant, Wish(Change.EDIT, words), key=key)
    return True


async def _take_back_question(state: FSMContext, bot: Bot, chat_id: ChatId) -> None:
    question = (await state.get_data()).get("question")
    if isinstance(question, int):
        await state.update_data(question=None)
        with suppress(TelegramBadRequest):  # its reader has deleted it
            await bot.delete_message(chat_id, question)


async def _replies(
    message: Message, author: User, variants: Variants, presentation: Presentation
) -> dict[str, Variant] | bool:
    """Whether this answers a text of ours; ``replied`` is the version that its message shows."""
    about = message.reply_to_message
    if about is None or message.forward_origin is not None:
        return False
    home = await variants.at(ChatId(message.chat.id), MessageId(about.message_id))
    if home is None or home.user_id != author.id:
        return False
    for version in await variants.lineage(home.id):
        if presentation.variant(version, last=False).text.strip() == (about.text or "").strip():
            return {"replied": version}
    return {"replied": home}


def _answers(message: Message) -> bool:
    """A short text of his own answers the question; a long one or a forwarded post is a new seed."""
    words = clean(message.text or "")
    return message.forward_origin is None and len(words) <= texts.refine.INSTRUCTION_LIMIT


def routes() -> Router:
    router = Router(name=__name__)
    router.include_router(_of_variants())
    router.message.register(in_reply, F.text, _replies)
    router.message.register(in_words, Editing.words, F.text, _answers)
    router.callback_query.register(drop, DropEdit.filter())
    return router


def _of_variants() -> Router:
    router = Router(name=f"{__name__}.own")
    router.callback_query.middleware(OwnVariant())
    router.callback_query.register(ask, AskEdit.filter())
    return router
