"""The Telegram edge: one router per step of the conversation."""

from aiogram import Dispatcher, F, Router
from aiogram.enums import ChatType
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import DisabledEventIsolation

from handlers import (
    access,
    admin,
    brief,
    documents,
    edit,
    errors,
    export,
    fallback,
    favourites,
    generate,
    history,
    inline,
    offers,
    opened,
    privacy,
    refine,
    replies,
    seed,
    settings,
    start,
    variants,
)
from handlers.services import Services
from handlers.turns import Turns


def routes() -> tuple[Router, ...]:
    """In order of trying: what matches the least comes last."""
    private = Router(name=f"{__name__}.private")
    private.message.filter(F.chat.type == ChatType.PRIVATE)
    private.include_routers(
        admin.routes(),
        history.routes(),
        opened.routes(),
        favourites.routes(),
        export.routes(),
        settings.routes(),
        privacy.routes(),
        start.routes(),
        access.routes(),
        brief.routes(),
        generate.routes(),
        variants.routes(),
        refine.routes(),
        edit.routes(),
        inline.routes(),
        offers.routes(),
        documents.routes(),
        replies.routes(),
        seed.routes(),
        fallback.routes(),
    )
    return (errors.routes(), start.groups(), private)


def dispatcher(services: Services, storage: BaseStorage) -> Dispatcher:
    made = Dispatcher(storage=storage, events_isolation=DisabledEventIsolation(), **services)
    made.update.outer_middleware(Turns())
    made.include_routers(*routes())
    return made
