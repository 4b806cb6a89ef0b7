"""The life of the bot: open things in order, run, close them in reverse."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update, User
from rich.console import Console

from bot import demo, health
from bot.errors import CannotStart
from bot.model import open_engine
from bot.settings import Settings
from bot.telegram import Connection, introduce, open_bot
from bot.wiring import DATA, Means, Office, open_office, read_knowledge
from desk import weather
from desk.clock import SystemClock
from handlers import start
from inference.contract import Engine
from storage.briefs import Briefs
from storage.database import Database
from storage.records import UserId
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


async def run(settings: Settings, console: Console) -> None:
    """Be up until SIGTERM or SIGINT. What keeps it from starting is raised with a one-line message."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(_place(settings))
        database = await stack.enter_async_context(Database.open(place.database))
        bot = await stack.enter_async_context(open_bot(place.connection, clock))
        me = await introduce(bot, place.connection)
        await _admit(settings, Users(database), sandboxed=place.page is not None)
        engine = await stack.enter_async_context(open_engine(settings))
        examples = engine.info.prompt_profile == "instruct"
        knowledge = await asyncio.to_thread(read_knowledge, DATA, examples=examples)
        means = Means(bot, database, engine, knowledge, clock)
        office = open_office(settings, means)
        office.dispatcher.startup.register(lambda: _ready(console, place, me))
        await stack.enter_async_context(_health(settings, engine))
        await serve(office, means)


async def serve(office: Office, means: Means, *, until_signal: bool = True) -> None:
    """Answer people and write until polling is stopped, then let go of everything in order."""
    await Updates(means.database).forget_before(means.clock.now() - UPDATES_KEPT)
    without_card = [brief.id for brief in await Briefs(means.database).without_card()]
    left_over = await office.inbox.left_over(means.bot)
    async with asyncio.TaskGroup() as tasks:
        background = [
            tasks.create_task(office.desk.run()),
            tasks.create_task(office.pastes.run(without_card)),
            tasks.create_task(office.watchdog.run(office.dispatcher.stop_polling)),
            tasks.create_task(_announce(means.bot)),
            *(tasks.create_task(chore()) for chore in office.chores),
            *(tasks.create_task(_take_up(office, means.bot, update)) for update in left_over),
        ]
        try:
            await office.dispatcher.start_polling(
                means.bot, handle_signals=until_signal, close_bot_session=False
            )
        finally:
            await _finish_updates(office)
            for task in background:
                task.cancel()
    if office.watchdog.trouble is not None:
        raise office.watchdog.trouble


async def _announce(bot: Bot) -> None:
    """The commands in the clients' menus: they stand there from the last time, too."""
    try:
        await start.announce(bot)
    except (*weather.TRANSIENT, TelegramAPIError) as error:
        log.warning("the menu of commands is as it was: %s", type(error).__name__)


async def _take_up(office: Office, bot: Bot, update: Update) -> None:
    """Handle what an earlier process has left unfinished, as if it had just come."""
    await office.dispatcher.feed_update(bot, update)


@asynccontextmanager
async def _place(settings: Settings) -> AsyncIterator[Place]:
    if settings.bot_token is not None:
        token = settings.bot_token.get_secret_value()
        yield Place(Connection(token, settings.telegram_api_url, settings.proxy_url), settings.database_path)
        return
    # The sandbox forgets its chats when it ends, so the database that goes with them is forgotten, too. And
    # its people are let in without asking, so they never share a file with real ones.
    with TemporaryDirectory(prefix="copydesk-", ignore_cleanup_errors=True) as folder:
        async with demo.open_sandbox(settings.sandbox_port) as sandbox:
            connection = Connection(sandbox.token, sandbox.url)
            yield Place(connection, Path(folder) / "sandbox.sqlite3", sandbox.url)


@asynccontextmanager
async def _health(settings: Settings, engine: Engine) -> AsyncIterator[None]:
    if settings.health_port is None:
        yield
        return

    def pulse() -> health.Report:
        speed = engine.speed()
        return {"model": engine.info.name, "running": speed.running, "waiting": speed.waiting}

    try:
        async with health.serve(settings.health_port, pulse):
            yield
    except health.PortBusy as error:
        raise CannotStart(f"HEALTH_PORT: {error}") from None


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
