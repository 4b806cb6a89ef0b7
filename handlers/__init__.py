"""The Telegram edge: one router per step of the conversation."""

from aiogram import Dispatcher, F, Router
from aiogram.enums import ChatType
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation

from handlers import (
    access,
    brief,
    documents,
    errors,
    export,
    fallback,
    favourites,
    generate,
    history,
    inline,
    seed,
    start,
    variants,
)
from handlers.services import Services


def routes() -> tuple[Router, ...]:
    """In order of trying: what matches the least comes last."""
    private = Router(name=f"{__name__}.private")
    private.message.filter(F.chat.type == ChatType.PRIVATE)
    private.include_routers(
        history.routes(),
        favourites.routes(),
        export.routes(),
        start.routes(),
        access.routes(),
        brief.routes(),
        generate.routes(),
        variants.routes(),
        inline.routes(),
        documents.routes(),
        seed.routes(),
        fallback.routes(),
    )
    return (errors.routes(), start.groups(), private)


def dispatcher(services: Services, storage: BaseStorage) -> Dispatcher:
    """One person's updates are handled one after another: the parts of a paste stay in order."""
    made = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation(), **services)
    made.include_routers(*routes())
    return made
