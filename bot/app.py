"""The life of the bot: open things in order, run, close them in reverse."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update, User
from rich.console import Console

from bot import demo, health, logs
from bot.errors import CannotStart
from bot.listening import Bringing, Ear, Polling
from bot.meaning import open_sense
from bot.model import open_models
from bot.monitor import Monitor
from bot.settings import Settings
from bot.telegram import Connection, introduce, open_bot
from bot.webhook import Webhook
from bot.wiring import DATA, Means, Office, open_office
from copywriting.library import read_knowledge
from desk import weather
from desk.clock import Clock
from desk.library import stored_knowledge
from handlers import commands
from storage.briefs import Briefs
from storage.database import Database
from storage.files import Files
from storage.records import UserId
from storage.settings import RuntimeSettings
from storage.updates import Updates
from storage.users import Users

log = logging.getLogger(__name__)

LAST_UPDATES = 3.0  # seconds that handlers at work get to finish, of the 10 in which a shutdown must be over
UPDATES_KEPT = timedelta(days=2)  # Telegram hands out an update for a day at most


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bot talks to people, and the page of it if it is the sandbox."""

    connection: Connection
    database: Path
    page: str | None = None


async def run(settings: Settings, console: Console, clock: Clock) -> None:
    """Be up until SIGTERM or SIGINT. What keeps it from starting is raised with a one-line message."""
    monitor = Monitor()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_watched(settings, monitor))
        place = await stack.enter_async_context(_place(settings))
        stored = monitor.metrics.stored
        database = await stack.enter_async_context(Database.open(place.database, wrote=stored))
        bot = await stack.enter_async_context(open_bot(place.connection, clock, monitor))
        me = await introduce(bot, place.connection, clock)
        await _admit(settings, Users(database), sandboxed=place.page is not None)
        decided = RuntimeSettings(database)
        models = await stack.enter_async_context(open_models(settings, decided, monitor.metrics))
        sense = await stack.enter_async_context(open_sense(settings))
        knowledge = await asyncio.to_thread(partial(read_knowledge, DATA, sense=sense))
        knowledge = await stored_knowledge(knowledge, Files(database), DATA)
        means = Means(bot, database, models, knowledge, clock, monitor)
        office = open_office(settings, means)
        office.dispatcher.startup.register(lambda: _ready(console, place, me))
        await serve(office, means, webhook=place.connection.webhook)


async def serve(
    office: Office, means: Means, *, until_signal: bool = True, webhook: Webhook | None = None
) -> None:
    """Answer people and write until listening is stopped, then let go of everything in order."""
    ear: Ear = Polling(office.dispatcher, means.bot)
    if webhook is not None:
        ear = Bringing(office.dispatcher, means.bot, webhook)
    await Updates(means.database).forget_before(means.clock.now() - UPDATES_KEPT)
    without_card = [brief.id for brief in await Briefs(means.database).without_card()]
    left_over = await office.inbox.left_over(means.bot)
    async with asyncio.TaskGroup() as tasks:
        background = [
            tasks.create_task(office.desk.run()),
            tasks.create_task(office.pastes.run(without_card)),
            tasks.create_task(office.watchdog.run(ear.stop)),
            tasks.create_task(_announce(means)),
            *(tasks.create_task(chore()) for chore in office.chores),
            *(tasks.create_task(_take_up(office, means.bot, update)) for update in left_over),
        ]
        try:
            means.monitor.serving()
            await ear.listen(until_signal=until_signal)
        finally:
            await _finish_updates(office)
            for task in background:
                task.cancel()
    if office.watchdog.trouble is not None:
        raise office.watchdog.trouble


async def _announce(means: Means) -> None:
    """The commands in the clients' menus: they stand there from the last time, too."""
    try:
        await commands.announce(means.bot, await Users(means.database).admins())
    except (*weather.TRANSIENT, TelegramAPIError) as error:
        log.warning("the menu of commands is as it was: %s", type(error).__name__)


async def _take_up(office: Office, bot: Bot, update: Update) -> None:
    """Handle what an earlier process has left unfinished, as if it had just come."""
    await office.dispatcher.feed_update(bot, update)


@asynccontextmanager
async def _place(settings: Settings) -> AsyncIterator[Place]:
    if settings.bot_token is not None:
        connection = Connection(
            settings.bot_token.get_secret_value(),
            settings.telegram_api_url,
            settings.proxy_url,
            webhook_of(settings),
        )
        yield Place(connection, settings.database_path)
        return
    # The sandbox forgets its chats when it ends, so the database that goes with them is forgotten, too. And
    # its people are let in without asking, so they never share a file with real ones.
    with TemporaryDirectory(prefix="copydesk-", ignore_cleanup_errors=True) as folder:
        async with demo.open_sandbox(settings.sandbox_port) as sandbox:
            connection = Connection(sandbox.token, sandbox.url)
            yield Place(connection, Path(folder) / "sandbox.sqlite3", sandbox.url)


def webhook_of(settings: Settings) -> Webhook | None:
    """Without a configured secret each process has one of its own."""
    if settings.webhook_url is None:
        return None
    secret = settings.webhook_secret
    return Webhook(
        settings.webhook_url,
        secrets.token_urlsafe(32) if secret is None else secret.get_secret_value(),
        settings.webhook_host,
        settings.webhook_port,
    )


@asynccontextmanager
async def _watched(settings: Settings, monitor: Monitor) -> AsyncIterator[None]:
    """From the very start: loading a big model takes minutes, in which the process is alive but not ready."""
    async with AsyncExitStack() as stack:
        stack.enter_context(logs.counted(monitor.metrics.logged))
        if settings.health_port is not None:
            try:
                await stack.enter_async_context(
                    health.serve(settings.health_host, settings.health_port, monitor)
                )
            except health.PortBusy as error:
                raise CannotStart(f"HEALTH_PORT: {error}") from None
        yield


async def _admit(settings: Settings, users: Users, *, sandboxed: bool) -> None:
    for user_id in settings.admin_ids:
        await users.ensure_admin(UserId(user_id))
    if sandboxed:
        await demo.let_in(users)
    if not await users.admins():
        log.warning("ADMIN_IDS is empty and there is no admin yet: nobody will be let in")


def _ready(console: Console, place: Place, me: User) -> None:
    if place.page is None:
        console.print(f"@{me.username} is ready.")
    else:
        demo.invite(console, place.page)


async def _finish_updates(office: Office) -> None:
    try:
        async with asyncio.timeout(LAST_UPDATES):
            await office.inbox.drained()
    except TimeoutError:
        log.warning("some updates are still being handled; the next start takes them up")
        await office.inbox.abandon()
