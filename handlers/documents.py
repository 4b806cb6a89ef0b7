"""Files as seeds."""

from collections.abc import Sequence

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Document, Message
from aiogram.utils.chat_action import ChatActionSender

from documents.errors import DocumentError
from documents.seedtext import SeedText
from handlers import albums, texts
from handlers.attachments import Attachments, NotFetched
from handlers.intake import Intake, as_task, beside
from handlers.reception import Reception
from storage.briefs import Briefs
from storage.records import StoredBrief, User


async def take_document(
    message: Message,
    document: Document,
    author: User,
    state: FSMContext,
    bot: Bot,
    briefs: Briefs,
    attachments: Attachments,
    reception: Reception,
) -> None:
    """A file is a seed, with a task or a form in its caption; the files of one album are one seed."""
    started = await albums.brief_of(message, state, briefs)
    if started is not None:
        reception.wait_for(started)
    try:
        async with ChatActionSender.typing(chat_id=message.chat.id, bot=bot):
            read = await attachments.read(document)
    except (DocumentError, NotFetched) as error:
        await _refuse(message, _reason(error, document), author, state, reception, started)
        return
    words = words_beside(message, await albums.caption_of(message, state), reception)
    file = beside(words, reception.read(read.text))
    notes = _notes(read, document)
    if started is not None:
        await reception.take_file(message, file, started, state, notes=notes)
    else:
        in_album = message.media_group_id is not None
        await reception.open(message, file, author, state, notes=notes, goes_on=in_album)


def words_beside(message: Message, caption: str, reception: Reception) -> Intake:
    """The caption of a forwarded post is the post's own text and no task."""
    words = reception.read(caption)
    return words if message.forward_origin is not None else as_task(words)


async def _refuse(
    message: Message,
    reason: str,
    author: User,
    state: FSMContext,
    reception: Reception,
    started: StoredBrief | None,
) -> None:
    """Say why the file is no seed; a post with such a file is one without it."""
    post = words_beside(message, message.caption or "", reception)
    if started is not None:
        await message.answer(reason)
        reception.wait_no_longer(started)
    elif post.seed and reception.refusal(post) is None:
        await reception.open(message, post, author, state, notes=[reason])
    else:
        await albums.note_caption(message, state)
        await message.answer(reason)


def _reason(error: DocumentError | NotFetched, document: Document) -> str:
    if isinstance(error, NotFetched):
        return texts.files.NOT_FETCHED
    return texts.files.refusal(error, document.file_name or "")


def _notes(read: SeedText, document: Document) -> Sequence[str]:
    return [texts.files.note(one, document.file_name or "") for one in read.notes]


def routes() -> Router:
    router = Router(name=__name__)
    # A moving picture comes as a document, too.
    router.message.register(take_document, F.document.as_("document"), ~F.animation)
    return router
