"""``/admin``: everything in here is for administrators, which ``handlers.roles`` sees to."""

from aiogram import Router

from handlers.admin import broadcast, files, journal, menu, models, preferences, queue, usage, users
from handlers.roles import AdminsOnly


def routes() -> Router:
    router = Router(name=__name__)
    router.message.middleware(AdminsOnly())
    router.callback_query.middleware(AdminsOnly())
    router.include_routers(
        menu.routes(),
        users.routes(),
        queue.routes(),
        usage.routes(),
        models.routes(),
        files.routes(),
        preferences.routes(),
        broadcast.routes(),
        journal.routes(),
    )
    return router
