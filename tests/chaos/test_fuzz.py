"""Ten thousand random and malformed updates: no exception that nobody expected, not a word to strangers."""

import logging
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ParseMode
from aiogram.types import Update
from hypothesis import HealthCheck, Phase, given, settings

from bot import demo
from bot.session import Toasts
from bot.settings import Settings
from bot.wiring import Knowledge, Means, Office, open_office
from desk.clock import SystemClock
from desk.models import Models
from handlers import texts
from inference.switch import Switch
from sandbox.server import TOKEN, Sandbox
from storage.database import Database
from storage.records import Role, UserId
from storage.settings import RuntimeSettings
from storage.users import Users
from tests.chaos.direct import Direct, Said, Wall
from tests.chaos.updates import Json, mutated, peopled, updates
from tests.conversation.apprentice import apprentice
from tests.copywriting.scripted import ScriptedEngine

# Each update from the models comes from several people with several buttons, and mutated: 10,500 in all.
SEEDS, TWINS, MUTANTS = 500, 11, 10
BATCH = 100  # as getUpdates hands them out
ADMITTED = {100, 101, 102}
BLOCKED = 104


def generated() -> list[Json]:
    """From aiogram's models through hypothesis; the same ones in every run."""
    found: list[Json] = []

    @settings(
        max_examples=SEEDS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(updates())
    def collect(raw: Json) -> None:
        found.append(raw)

    collect()
    return found


def herd() -> list[Json]:
    chance, made = Random(7), []
    for raw in generated():
        made += [peopled(raw, chance) for _ in range(TWINS)]
        made += [mutated(peopled(deepcopy(raw), chance), chance) for _ in range(MUTANTS)]
    return [{**raw, "update_id": number} for number, raw in enumerate(made, start=1)]


@pytest_asyncio.fixture
async def means(tmp_path: Path, knowledge: Knowledge, wall: Wall) -> AsyncIterator[Means]:
    async with (
        Sandbox.open() as sandbox,
        Database.open(tmp_path / "bot.sqlite3") as database,
    ):
        await demo.let_in(Users(database))
        await Users(database).request_access(UserId(BLOCKED), "")
        await Users(database).set_role(UserId(BLOCKED), Role.BLOCKED)
        session = Direct(sandbox.world, wall)
        session.middleware(Toasts())
        bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
        models = Models(Switch(ScriptedEngine(apprentice)), RuntimeSettings(database))
        yield Means(bot, database, models, knowledge, SystemClock())


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest_asyncio.fixture
async def office(means: Means) -> Office:
    return open_office(Settings(_env_file=None), means)


async def test_no_update_raises_and_strangers_hear_of_access_only(
    office: Office, means: Means, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    everything = herd()
    strays = await _feed(office, means, everything, wall)

    assert len(everything) >= 10_000
    assert [record.getMessage() for record in caplog.records if _is_unhandled(record)] == []
    assert strays == []
    assert len(wall.said) > 100  # they were not all dropped at the door


async def _feed(office: Office, means: Means, herd: list[Json], wall: Wall) -> list[Said]:
    """Returns what was said because of others than staff, and is not about access."""
    strays: list[Said] = []
    session = means.bot.session
    if not isinstance(session, Direct):
        raise TypeError("the bot of this test speaks to the sandbox directly")
    for batch in (herd[start : start + BATCH] for start in range(0, len(herd), BATCH)):
        updates = session.read_updates(means.bot, batch)
        await office.inbox.keep(updates)
        for update in updates:
            before, admitted = len(wall.said), await _is_admitted(means, update)
            await office.dispatcher.feed_update(means.bot, update)
            if not admitted:
                strays += [said for said in wall.said[before:] if not _may_be_heard(said)]
    return strays


async def _is_admitted(means: Means, update: Update) -> bool:
    """As of now: the administrators of this test let people in and out at random."""
    user_id = UserContextMiddleware.resolve_event_context(update).user_id
    if user_id is None or abs(user_id) >= 2**63:
        return False
    user = await Users(means.database).get(UserId(user_id))
    return user is not None and user.role in {Role.STAFF, Role.ADMIN}


def _is_unhandled(record: logging.LogRecord) -> bool:
    """What aiohttp says of sessions that are collected unclosed is about tests that ran before this one."""
    message = record.getMessage()
    expected = "can't be read" in message or message.startswith("Unclosed")
    return record.levelno >= logging.ERROR and not expected


def _may_be_heard(said: Said) -> bool:
    if said.chat_id in ADMITTED:
        return True  # administrators are asked about strangers
    offers = (texts.access.ACCESS_WAITING, texts.access.ACCESS_ASKED, texts.access.access_offer(said.chat_id))
    return said.text in {*offers, texts.access.access_nobody_decides(said.chat_id)}
