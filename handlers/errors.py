"""What people are told when something fails. Everything raised below a handler ends here."""

import html
import logging
import re
import secrets

from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, ErrorEvent, Message

from copywriting.errors import CopywritingError
from desk import weather
from desk.errors import DeskFull, TooManyJobs
from handlers import texts
from inference.errors import EngineError, PromptTooLong
from storage.errors import DatabaseError
from storage.records import User

log = logging.getLogger(__name__)

# Telegram's own wording; there are no codes to tell these apart.
NOT_MODIFIED = "message is not modified"
NORMAL = (
    NOT_MODIFIED,
    "query is too old",
    "query id is invalid",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "chat not found",
)


def is_not_modified(error: TelegramBadRequest) -> bool:
    return NOT_MODIFIED in error.message.lower()


def is_normal(error: BaseException) -> bool:
    """Old buttons, double taps and people who have blocked the bot: nothing to repair, nobody to tell."""
    if isinstance(error, TelegramBadRequest):
        return any(words in error.message.lower() for words in NORMAL)
    return isinstance(error, TelegramForbiddenError)


def sentence(error: BaseException) -> str | None:
    """What to say about an error that means something to people; HTML. ``None``: it means nothing to them."""
    match error:
        case DeskFull():
            return texts.writing.desk_full(error.limit, error.eta_seconds)
        case TooManyJobs():
            return texts.writing.too_many_jobs(error.limit, error.eta_seconds)
        case DatabaseError():
            return texts.writing.NOT_STORED
        case OverflowError():  # a button with a number that no row can have: somebody has forged it
            return texts.card.OLD_BUTTON
        case PromptTooLong():
            return texts.writing.prompt_too_long(error.prompt_tokens, error.context - error.max_tokens)
        case EngineError():
            return texts.writing.FAILED_ENGINE
        case CopywritingError():
            return texts.writing.FAILED
    return None


async def known(event: ErrorEvent, sentence: str, author: User | None = None) -> None:
    if isinstance(event.exception, DatabaseError):
        log.warning("update %s: nothing could be stored, %s", event.update.update_id, event.exception)
    await _tell(event, sentence, author)


async def normal(event: ErrorEvent) -> None:
    log.debug("update %s: a normal refusal, %s", event.update.update_id, type(event.exception).__name__)


async def unknown(event: ErrorEvent, author: User | None = None) -> None:
    """The last word: the log gets ids and places under a code, the user gets the code, nobody gets texts."""
    code = secrets.token_hex(3).upper()
    log.error("update %s failed, code %s", event.update.update_id, code, exc_info=event.exception)
    await _tell(event, texts.writing.crashed(code), author)


async def _tell(event: ErrorEvent, text: str, author: User | None) -> None:
    """Without an ``author`` it failed at the door, and who stands there may be a stranger."""
    update = event.update
    if author is None:
        return
    try:
        if update.callback_query is not None:
            await _tell_presser(update.callback_query, text)
        elif update.message is not None:
            await update.message.answer(text)
    except (*weather.TRANSIENT, TelegramAPIError) as error:
        log.warning("update %s: could not tell of the failure, %s", update.update_id, type(error).__name__)


async def _tell_presser(query: CallbackQuery, text: str) -> None:
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    try:
        await query.answer(texts.words.cut(plain, texts.words.CALLBACK_ANSWER_LIMIT), show_alert=True)
    except TelegramBadRequest:  # answered before, or too long ago
        if isinstance(query.message, Message):
            await query.message.answer(text)


def _is_normal(event: ErrorEvent) -> bool:
    return is_normal(event.exception)


def _means_something(event: ErrorEvent) -> dict[str, str] | bool:
    words = sentence(event.exception)
    return {"sentence": words} if words else False


def routes() -> Router:
    router = Router(name=__name__)
    router.errors.register(normal, _is_normal)
    router.errors.register(known, _means_something)
    router.errors.register(unknown)
    return router
