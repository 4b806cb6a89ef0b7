"""The dispatcher and what has to run beside it."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial

from aiogram import Dispatcher

from bot.access import Doorman
from bot.bureau import open_bureau
from bot.errors import CannotGoOn
from bot.furniture import furnish
from bot.inbox import Inbox
from bot.means import DATA as DATA
from bot.means import Knowledge as Knowledge
from bot.means import Means as Means
from bot.monitor import Patient
from bot.settings import Settings
from bot.tidying import keep_tidy
from bot.watchdog import Watchdog
from desk.desk import Desk
from handlers import dispatcher
from handlers.pastes import Pastes
from storage.fsm import SQLiteStorage
from storage.retention import Retention
from storage.updates import Updates

Chore = Callable[[], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Office:
    """What runs while the bot is up."""

    dispatcher: Dispatcher
    desk: Desk
    pastes: Pastes
    inbox: Inbox
    watchdog: Watchdog
    chores: tuple[Chore, ...] = ()


def open_office(settings: Settings, means: Means) -> Office:
    bureau = open_bureau(settings, means)
    services, pastes = furnish(settings, means, bureau)
    made = dispatcher(services, SQLiteStorage(means.database))
    inbox = Inbox(Updates(means.database), means.clock)
    watchdog = Watchdog(inbox.keep, means.clock, lambda: means.database.damage)
    means.bot.session.middleware(watchdog)
    means.monitor.watch(made)
    made.update.outer_middleware(inbox)
    made.update.outer_middleware(Doorman(services["users"], time.monotonic))
    polled = settings.webhook_url is None
    means.monitor.admit(Patient(means.database, means.engine, bureau.desk, polled=polled))
    chores: tuple[Chore, ...] = (
        bureau.broadcaster.run,
        means.models.run,
        services["folding"].run,
        partial(
            means.monitor.run, means.bot, means.clock, lambda why: watchdog.give_up(CannotGoOn(why, code=1))
        ),
        *_tidying(settings, means),
    )
    return Office(made, bureau.desk, pastes, inbox, watchdog, chores)


def _tidying(settings: Settings, means: Means) -> tuple[Chore, ...]:
    if settings.retention_days is None:
        return ()
    return (partial(keep_tidy, Retention(means.database), means.clock, settings.retention_days),)
