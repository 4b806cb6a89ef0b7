"""Texts: the next part of a paste, the task in own words, or a new seed."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers import texts
from handlers.brief import set_task
from handlers.intake import clean, is_task
from handlers.offers import Offers
from handlers.opening import Asking, brief_asked_about
from handlers.pastes import PAUSE
from handlers.reception import Reception
from storage.briefs import Briefs
from storage.records import BriefId, StoredBrief, User


async def seed(message: Message, author: User, state: FSMContext, reception: Reception) -> None:
    await reception.take(message, _words(message), author, state)


async def next_part(message: Message, part_of: StoredBrief, state: FSMContext, reception: Reception) -> None:
    await reception.take_part(message, _words(message), part_of, state)


async def task_in_words(
    message: Message, author: User, state: FSMContext, briefs: Briefs, offers: Offers
) -> None:
    brief = await brief_asked_about(state, briefs)
    changed = None
    if brief is not None and brief.user_id == author.id:
        changed = await set_task(brief, clean(_words(message)), briefs)
    if changed is None:
        await message.answer(texts.card.BRIEF_GONE)
    else:
        await offers.move_card(changed)
    await state.set_state(None)  # last: a crash before this line must find the question still open


def _words(message: Message) -> str:
    return message.text or message.caption or ""


async def _goes_on(message: Message, state: FSMContext, briefs: Briefs) -> dict[str, StoredBrief] | bool:
    """Whether this is the next part of a paste: right after a long one, and of the same kind."""
    last = await state.get_data()
    if not last.get("part_long") or last.get("part_forwarded") != (message.forward_origin is not None):
        return False
    if message.date.timestamp() - int(last["part_at"]) > PAUSE:
        return False
    brief = await briefs.get(BriefId(int(last["part_of"])))
    return {"part_of": brief} if brief is not None else False


def _answers(message: Message) -> bool:
    """A short text of his own answers the question; a long one or a forwarded post is a new seed."""
    return message.forward_origin is None and is_task(clean(message.text or ""))


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(next_part, F.text, _goes_on)
    router.message.register(task_in_words, Asking.task, F.text, _answers)
    router.message.register(seed, F.text | F.caption)
    return router
