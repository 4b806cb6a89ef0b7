"""A task in reply to a seed: to the message, post or file that was sent, or to the card that came of it."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.chat_action import ChatActionSender

from documents.errors import DocumentError
from handlers import texts
from handlers.attachments import Attachments, NotFetched
from handlers.intake import Intake, as_task, beside
from handlers.reception import Reception, key
from storage.briefs import Briefs
from storage.records import MessageId, StoredBrief, User


async def task_for_brief(
    message: Message, words: Intake, replied_to: StoredBrief, state: FSMContext, reception: Reception
) -> None:
    await reception.fill(message, words, replied_to, state)


async def task_for_message(
    message: Message,
    words: Intake,
    source: Message,
    author: User,
    state: FSMContext,
    bot: Bot,
    attachments: Attachments,
    reception: Reception,
) -> None:
    """What he replies to has no brief, or not any more: it becomes one."""
    text = source.text or source.caption or ""
    if source.document is not None:
        try:
            async with ChatActionSender.typing(chat_id=message.chat.id, bot=bot):
                text = (await attachments.read(source.document)).text
        except NotFetched:
            await message.answer(texts.files.NOT_FETCHED)
            return
        except DocumentError as error:
            await message.answer(texts.files.refusal(error, source.document.file_name or ""))
            return
    await reception.open(message, beside(words, reception.read(text)), author, state)


async def _to_a_brief(
    message: Message, author: User, briefs: Briefs, reception: Reception
) -> dict[str, Intake | StoredBrief] | bool:
    """A reply with a task or a form to something that a brief of his own was made from, or to its card."""
    source = message.reply_to_message
    if source is None or (words := _task(message, reception)) is None:
        return False
    brief = await briefs.by_key(key(source)) or await briefs.by_card(author.id, MessageId(source.message_id))
    if brief is None or brief.user_id != author.id:
        return False
    return {"words": words, "replied_to": brief}


def _to_a_seed(message: Message, reception: Reception) -> dict[str, Intake | Message] | bool:
    """The same in reply to what people wrote; what the bot said is no seed."""
    source = message.reply_to_message
    if source is None or source.from_user is None or source.from_user.is_bot:
        return False
    words = _task(message, reception)
    if words is None or not (source.text or source.caption or source.document):
        return False
    return {"words": words, "source": source}


def _task(message: Message, reception: Reception) -> Intake | None:
    words = as_task(reception.read(message.text or ""))
    return None if words.seed or message.forward_origin is not None else words


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(task_for_brief, F.reply_to_message, F.text, _to_a_brief)
    router.message.register(task_for_message, F.reply_to_message, F.text, _to_a_seed)
    return router
