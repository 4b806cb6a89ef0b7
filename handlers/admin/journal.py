"""Who of the administrators did what."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import paging_buttons, texts
from handlers.admin import buttons
from handlers.admin.screen import markup, show
from handlers.moments import Moments
from storage.audit import Audit, AuditEntry
from storage.records import UserId
from storage.users import Users


async def journal(
    query: CallbackQuery, callback_data: buttons.Journal, audit: Audit, users: Users, moments: Moments
) -> None:
    page = await audit.page(callback_data.number)
    lines = [await _line(entry, users, moments) for entry in page.items]
    keyboard = markup(
        paging_buttons.row(page.number, page.pages, lambda number: buttons.Journal(number=number))
    )
    await show(query, "\n".join([texts.journal.TITLE, *(lines or [texts.journal.EMPTY])]), keyboard)


async def _line(entry: AuditEntry, users: Users, moments: Moments) -> str:
    person = await _name(users, entry.user_id) if entry.user_id is not None else None
    actor = await _name(users, entry.actor_id) if entry.actor_id is not None else texts.journal.SOMEBODY
    return texts.journal.line(moments.words(entry.at), actor, entry.action, person, entry.subject)


async def _name(users: Users, user_id: UserId) -> str:
    user = await users.get(user_id)
    return texts.admin.name(user) if user is not None else texts.journal.SOMEBODY


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(journal, buttons.Journal.filter())
    return router
