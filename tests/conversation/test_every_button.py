"""Every button and every command, from those whose they are not: nothing passes that shouldn't.

The walk is Anna's and an administrator's: it presses what comes up, so that new buttons are in it by
themselves. Kinds of buttons that it doesn't come to are forged.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import Knowledge
from handlers import texts
from inference.contract import GenerationRequest
from sandbox.server import Sandbox
from storage.records import UserId
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.everything import (
    Ledger,
    Row,
    belongings,
    explore,
    families,
    family,
    forged,
)
from tests.conversation.past import Past
from tests.conversation.steps import SEED, tap
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person, Town, together

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKER = "ксилофон"  # in every seed, task and text of Anna's, and nowhere else
POST = "Ксилофон зовёт: приходите на вебинар 24 апреля в 15:00, логос ждёт вас. Подход номер {number}."
DIRECT = "Заголовок 1: Ксилофон\nЗаголовок 2: Вебинар\nТекст: Ксилофон покажет перенос модели. Запишитесь."
PUBLIC = [name for name, _ in texts.start.COMMANDS] + ["start", "favourites", f"history {MARKER}", "nonsense"]
FOR_ADMINS = [name for name, _ in texts.start.ADMIN_COMMANDS]
# What the walk leaves alone: it would end it, make it long, or change who people are. The others press it all
# the same.
ANNAS_LATER = ("erase", "forget", "hide", "go", "more", "for", "intone", "field")
ADMINS_DEEDS = ("hide", "adm_move", "adm_send", "adm_back", "adm_use", "adm_lora", "forget", "decide")
# They come up where the walk doesn't lead, and are forged.
RARE = {"adm_halt", "adm_stop", "adm_back", "adm_use", "adm_lora", "adm_send", "adm_drop", "redo", "noedit"}


def script(request: GenerationRequest, tail: int) -> str:
    structured = any("Заголовок" in one.content for one in request.messages)
    return DIRECT if structured else POST.format(number=tail)


@dataclass(frozen=True, slots=True)
class Scene:
    """After the walk: ``annas`` and ``admins`` are all buttons that were ever before them."""

    bot: Running
    town: Town
    ledger: Ledger
    annas: frozenset[str]
    admins: frozenset[str]

    @property
    def everything(self) -> list[str]:
        """All that were seen, and a guess of every kind; what ends a person's own access comes last."""
        ids = {"brief_id": 1, "variant_id": 1, "job_id": 1, "user_id": 101}
        known = {*self.annas, *self.admins, *forged(ids)}
        return sorted(known, key=lambda data: (family(data) == "forget", data))

    async def annas_things(self) -> dict[str, list[Row]]:
        await self.ledger.settled(self.bot.database)
        return await belongings(self.bot.database, UserId(101))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    path = tmp_path_factory.mktemp("every_button") / "bot.sqlite3"
    engine, settings = ScriptedEngine(script), Settings(_env_file=None)
    async with (
        Sandbox.open() as sandbox,
        Town.open(sandbox.url, patience=60) as town,
        bot_at_work(sandbox, path, engine, knowledge, settings) as bot,
    ):
        ledger = Ledger(sandbox)
        anna, admin = await town.person("Анна", id=101), await town.person("Админ", id=100)
        stranger = await town.person("Незнакомец", id=103)
        await stranger.ask("/start")
        await tap(stranger, "Запросить доступ")
        await together(annas_walk(anna, bot, ledger), admins_walk(admin, ledger))
        await ledger.settled(bot.database)
        yield Scene(bot, town, ledger, frozenset(ledger.buttons(anna)), frozenset(ledger.buttons(admin)))


async def annas_walk(anna: Person, bot: Running, ledger: Ledger) -> None:
    await anna.ask("/start")
    for platform, number in (("пост вк", 2), ("директ", 1)):
        await anna.ask(f"{SEED} Ксилофон.\nЗадача: {MARKER}\nПлощадка: {platform}\nВариантов: {number}")
        await tap(anna, "Сгенерировать")
        await ledger.settled(bot.database)
    await anna.ask(f"{SEED} Ксилофон без задачи")
    await anna.send("Ксилофон. " + "Вебинар по «Логосу» для расчётчиков. " * 1200)
    past = Past.of(anna, bot)
    for turn in range(6):
        stored = await past.brief(f"{MARKER} {turn}", f"Ксилофон {turn}")
        await past.star(*await past.texts(stored))
    for command in PUBLIC:
        await anna.ask(f"/{command}")
    await explore(anna, ledger, leave=ANNAS_LATER)
    await anna.ask("/cancel")


async def admins_walk(admin: Person, ledger: Ledger) -> None:
    for command in (*FOR_ADMINS, "start"):
        await admin.ask(f"/{command}")
    await explore(admin, ledger, leave=ADMINS_DEEDS)
    await admin.ask("/cancel")


async def test_the_walk_comes_to_every_kind_of_button(scene: Scene) -> None:
    reached = {family(data) for data in scene.annas | scene.admins}

    assert families().keys() - reached - RARE - {"access"} == set()


async def test_a_stranger_gets_nothing_but_the_access_sentence(scene: Scene) -> None:
    stranger = await scene.town.person("Незнакомец", id=103)
    before = await scene.annas_things()
    scene.ledger.events.clear()

    for data in scene.everything:
        answer = await stranger.press_data(data)
        assert answer.text in {texts.access.ACCESS_FIRST, texts.access.ACCESS_WAITING}
    for command in (*PUBLIC, *FOR_ADMINS):
        await stranger.send(f"/{command}")
    offered = await stranger.inline_answer(MARKER)
    await stranger.hears_nothing()

    said = scene.ledger.read().messages(stranger)
    assert {one["text"] for one in said} <= {texts.access.ACCESS_WAITING}
    assert offered["results"] == []
    assert await scene.annas_things() == before


@pytest.mark.parametrize(("name", "user_id"), [("Борис", 102), ("Админ", 100)])
async def test_nothing_of_annas_passes_to_anybody_else(scene: Scene, name: str, user_id: int) -> None:
    """A plain user presses everything; an admin what is Anna's and not his own to decide."""
    other = await scene.town.person(name, id=user_id)
    own = {family(data) for data in scene.admins} - {family(data) for data in scene.annas}
    pressed = [
        data for data in scene.everything if user_id == 102 or family(data) not in {*own, *ADMINS_DEEDS}
    ]
    before = await scene.annas_things()
    scene.ledger.events.clear()

    for command in (*PUBLIC, *(FOR_ADMINS if user_id == 102 else [])):
        await other.ask(f"/{command}")
    offered = await other.inline_answer(MARKER)
    for number, data in enumerate(pressed):
        # Under a message that is there, and as of one that is gone: handlers may mind the difference.
        await other.press_data(data, other.last.id if other.said else 1, there=number % 2 == 0)
        scene.ledger.read()

    assert await scene.annas_things() == before
    assert offered["results"] == []
    assert scene.ledger.documents(other) == []
    said = scene.ledger.said(other).casefold()
    assert said.count(MARKER) == said.count(f"🔎 {MARKER}")  # what he has searched for is shown to him


async def test_anna_can_do_what_the_others_can_not(scene: Scene) -> None:
    """Or the tests above would pass with buttons that do nothing for anybody."""
    anna = await scene.town.person("Анна", id=101)
    before = await scene.annas_things()

    answer = await anna.press_data("erase:1")

    assert answer.text == ""
    after = await scene.annas_things()
    assert len(after["brief"]) == len(before["brief"]) - 1
    assert len(after["variant"]) < len(before["variant"])
