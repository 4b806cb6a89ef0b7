"""Administrators switch the model and the adapter while the bot is at work."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model import open_models
from bot.settings import Settings
from bot.wiring import Knowledge
from sandbox.server import Sandbox
from storage.audit import Action, Audit
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running, bot_with_models
from tests.conversation.steps import form, tap, variant
from tests.inference.models import NANO, adapter, rewritten
from tests.people import Person, Town, together

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

ONE = form("Вариантов: 1")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models that work, two that don't, an adapter that fits and one that doesn't."""
    made = tmp_path_factory.mktemp("shelf")
    shutil.copy(NANO, made / "first.gguf")
    rewritten(made / "second.gguf", change={"general.name": "Вторая"})
    whole = NANO.read_bytes()
    (made / "broken.gguf").write_bytes(whole[: len(whole) // 2])
    shutil.copy(made / "second.gguf", made / "huge.gguf")
    os.truncate(made / "huge.gguf", 8 * 10**12)  # sparse
    adapter(made / "ads.gguf")
    adapter(made / "alien.gguf", width=128)
    return made


@pytest.fixture
def folder(shelf: Path, tmp_path: Path) -> Path:
    """The same files for one test alone."""
    linked = tmp_path / "models"
    linked.mkdir()
    for file in shelf.iterdir():
        os.link(file, linked / file.name)
    return linked


@pytest.fixture
def settings(folder: Path) -> Settings:
    return Settings(_env_file=None, model_path=str(folder / "first.gguf"), n_threads=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


def at_work(
    sandbox: Sandbox, path: Path, knowledge: Knowledge, settings: Settings
) -> AbstractAsyncContextManager[Running]:
    return bot_with_models(sandbox, path, partial(open_models, settings), knowledge, settings)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    sandbox: Sandbox, knowledge: Knowledge, settings: Settings, path: Path
) -> AsyncIterator[Running]:
    async with at_work(sandbox, path, knowledge, settings) as running:
        yield running


async def screen(admin: Person) -> None:
    await admin.ask("/admin")
    await tap(admin, "Модель")
    await admin.sees("Контекст")


def in_use(bot: Running) -> str:
    return bot.means.models.switch.info.name


async def test_the_screen_shows_what_there_is(admin: Person, bot: Running) -> None:
    await screen(admin)

    shown = await admin.sees("Файл: first.gguf")

    assert "Адаптер: нет" in shown.text
    assert any(re.match(r"✅ first\.gguf · \d+ МБ", label) for label in shown.labels)
    assert "🎛 ads.gguf" in shown.labels


async def test_new_texts_come_from_the_new_model_and_the_choice_survives_a_restart(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, settings: Settings, path: Path
) -> None:
    async with at_work(sandbox, path, knowledge, settings) as bot:
        admin = await town.person("Админ", id=100)
        await screen(admin)
        await tap(admin, "second.gguf")
        await admin.sees("Готово: новые задания пишет second.gguf")
        assert in_use(bot) == "Вторая"
        await admin.ask(ONE)
        await tap(admin, "Сгенерировать")
        await variant(admin, "Вариант 1 из 1")
        (entry,) = (await Audit(bot.database).page()).items
        assert (entry.action, entry.subject) == (Action.MODEL, "second.gguf")

    async with at_work(sandbox, path, knowledge, settings) as bot:
        assert in_use(bot) == "Вторая"


async def test_a_chosen_model_that_has_vanished_gives_way_to_the_configured_one(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, settings: Settings, path: Path, folder: Path
) -> None:
    async with at_work(sandbox, path, knowledge, settings):
        admin = await town.person("Админ", id=100)
        await screen(admin)
        await tap(admin, "second.gguf")
        await admin.sees("Готово")
    (folder / "second.gguf").unlink()

    async with at_work(sandbox, path, knowledge, settings) as bot:
        await screen(admin)
        await admin.sees("Файл: first.gguf")
        await tap(admin, "Как в настройках")
        await admin.sees("Готово: новые задания пишет first.gguf")
        assert in_use(bot) != "Вторая"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("broken.gguf", "файл повреждён"),
        ("huge.gguf", "не поместится: нужно"),
    ],
)
async def test_a_model_that_cannot_be_loaded_leaves_the_old_one_at_work(
    admin: Person, bot: Running, file: str, words: str
) -> None:
    before = in_use(bot)
    await screen(admin)

    await tap(admin, file)

    told = await admin.sees(words)
    assert "Работает прежняя" in told.text
    assert in_use(bot) == before
    await admin.ask(ONE)
    await tap(admin, "Сгенерировать")
    await variant(admin, "Вариант 1 из 1")


async def test_a_file_that_went_away_meanwhile(admin: Person, bot: Running, folder: Path) -> None:
    await screen(admin)
    (folder / "second.gguf").unlink()

    await tap(admin, "second.gguf")

    await admin.sees("больше нет в папке моделей")


async def test_of_two_who_switch_at_once_the_second_is_told(
    anna: Person, admin: Person, bot: Running
) -> None:
    await Users(bot.database).set_role(UserId(anna.id), Role.ADMIN)
    await screen(admin)
    await screen(anna)

    await together(admin.click("second.gguf"), anna.click("first.gguf"))

    def ended(one: Person) -> str:
        said = [message.text for message in one.said]
        alerts = [answer.text for answer in one.screen.answers]
        for words in ("Готово", "модель уже переключили", "Сейчас модель переключает"):
            if any(words in text for text in (*said, *alerts)):
                return words
        return ""

    await admin.until(lambda _: ended(admin))
    await anna.until(lambda _: ended(anna))
    assert sorted([ended(admin) == "Готово", ended(anna) == "Готово"]) == [False, True]
    assert len((await Audit(bot.database).page()).items) == 1


async def test_who_decides_by_an_old_screen_is_told_what_stands(
    anna: Person, admin: Person, bot: Running
) -> None:
    await Users(bot.database).set_role(UserId(anna.id), Role.ADMIN)
    await screen(admin)
    await screen(anna)
    await tap(admin, "second.gguf")
    await admin.sees("Готово")

    await tap(anna, "first.gguf")

    told = await anna.sees("модель уже переключили")
    assert "Админ" in told.text
    assert in_use(bot) == "Вторая"


async def test_an_adapter_is_taken_into_use_without_a_reload_and_left_again(
    admin: Person, bot: Running
) -> None:
    engine = bot.means.models.switch.setup.engine
    await screen(admin)
    await tap(admin, "ads.gguf")
    await admin.sees("Готово: новые задания пишет first.gguf с адаптером ads.gguf")

    setup = bot.means.models.switch.setup
    assert setup.engine is engine
    assert setup.adapter is not None
    assert setup.adapter in engine.info.adapters
    await admin.ask(ONE)
    await tap(admin, "Сгенерировать")
    await variant(admin, "Вариант 1 из 1")

    await screen(admin)
    await admin.sees("Адаптер: ads.gguf")
    await tap(admin, "Без адаптера")
    await admin.until(lambda screen: "адаптером" not in screen.last.text and "Готово" in screen.last.text)
    assert bot.means.models.switch.setup.adapter is None


async def test_an_adapter_of_another_model_is_refused(admin: Person, bot: Running) -> None:
    await screen(admin)

    await tap(admin, "alien.gguf")

    await admin.sees("Адаптер не подошёл")
    assert bot.means.models.switch.setup.adapter is None


async def test_the_adapter_follows_to_a_model_that_it_fits_and_over_a_restart(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, settings: Settings, path: Path
) -> None:
    async with at_work(sandbox, path, knowledge, settings):
        admin = await town.person("Админ", id=100)
        await screen(admin)
        await tap(admin, "ads.gguf")
        await admin.sees("с адаптером")
        await screen(admin)
        await tap(admin, "second.gguf")
        await admin.sees("пишет second.gguf с адаптером ads.gguf")

    async with at_work(sandbox, path, knowledge, settings) as bot:
        assert bot.means.models.in_use.adapter is not None
        assert bot.means.models.switch.setup.adapter is not None


async def test_the_configured_adapter_writes_from_the_start(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, settings: Settings, path: Path, folder: Path
) -> None:
    with_adapter = settings.model_copy(update={"adapter_path": folder / "ads.gguf"})

    async with at_work(sandbox, path, knowledge, with_adapter) as bot:
        assert bot.means.models.switch.setup.adapter is not None
        admin = await town.person("Админ", id=100)
        await screen(admin)
        await admin.sees("Адаптер: ads.gguf")


async def test_a_folder_of_adapters_is_there_to_pick_from(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, path: Path, tmp_path: Path
) -> None:
    adapters = tmp_path / "adapters"
    adapters.mkdir()
    adapter(adapters / "vk.gguf")
    settings = Settings(_env_file=None, adapter_path=adapters, n_threads=1)

    async with at_work(sandbox, path, knowledge, settings) as bot:
        assert bot.means.models.switch.setup.adapter is None
        admin = await town.person("Админ", id=100)
        await screen(admin)
        await tap(admin, "vk.gguf")
        await admin.sees("с адаптером vk.gguf")


async def test_how_long_a_job_took_is_forgotten_with_the_model(admin: Person, bot: Running) -> None:
    await admin.ask(ONE)
    await tap(admin, "Сгенерировать")
    await variant(admin, "Вариант 1 из 1")
    await admin.until(lambda screen: not any("Остановить" in one.labels for one in screen.said))

    await screen(admin)
    await tap(admin, "second.gguf")
    await admin.sees("Готово")

    assert (await bot.office.desk.load()).seconds_per_job is None
