"""/privacy and /delete_my_data: what is promised is so."""

import sqlite3
from pathlib import Path

import pytest

from bot.settings import Settings
from copywriting.library import Knowledge
from inference.contract import Engine
from sandbox.server import Sandbox
from storage.audit import Action, Deed
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import tap, variant
from tests.documents.making import word_file
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA, ADMIN = 101, 100
SECRET = "хризантема"
BRIEF = f"Вебинар «{SECRET}» 24 апреля в 15:00, участие бесплатное\nЗадача: продать {SECRET}\nВариантов: 1"


def dump(path: Path) -> str:
    """Everything in the database, its search index included, as SQL."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return "\n".join(connection.iterdump())


def traces(bot: Running) -> list[str]:
    """Lines of the dump that speak of Anna or of what she wrote."""
    lines = dump(bot.database.path).splitlines()
    return [line for line in lines if str(ANNA) in _cells(line) or SECRET in line.lower() or "Анна" in line]


def secret_bytes(bot: Running) -> list[str]:
    """The files in which the secret word still stands; the index stores words without shared beginnings."""
    path = bot.database.path
    files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
    return [one.name for one in files if SECRET[1:].encode() in one.read_bytes()]


def _cells(line: str) -> list[str]:
    return line.replace("(", ",").replace(")", ",").replace("[", ",").replace("]", ",").split(",")


async def live(anna: Person, bot: Running) -> None:
    """Leave traces wherever a person can."""
    deed = Deed(UserId(ADMIN), Action.APPROVE, UserId(ANNA))
    await Users(bot.database).set_role(UserId(ANNA), Role.STAFF, deed=deed)
    await anna.ask(BRIEF)
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 1 из 1")
    await tap(anna, "✅ Выбрать")
    await anna.attach("релиз.docx", word_file(f"Ещё один текст о том, что {SECRET} цветёт осенью."))
    await anna.sees("цветёт осенью")
    await anna.ask("/settings")
    await tap(anna, "🎭 Тон")
    await tap(anna, "Экспертный")


@pytest.mark.engine
async def test_who_leaves_leaves_nothing(anna: Person, boris: Person, bot: Running) -> None:
    """Анна поработала, уходит и просит забыть о ней всё."""
    await live(anna, bot)
    await boris.ask("Пионы в подарок каждому гостю выставки. Приходите в субботу к полудню.")
    assert traces(bot)
    assert secret_bytes(bot)

    question = await anna.ask("/delete_my_data")
    assert "Вернуть ничего нельзя" in question.text
    await anna.click("Удалить и закрыть доступ", of=question)
    await anna.sees("О вас ничего не осталось")

    await bot.office.inbox.drained()
    assert traces(bot) == []
    assert secret_bytes(bot) == []
    assert await Users(bot.database).get(UserId(ANNA)) is None
    assert "пион" in dump(bot.database.path).lower()
    assert "Доступ открывает администратор" in (await anna.ask("/start")).text.replace("\n", " ")


@pytest.mark.engine
async def test_who_stays_keeps_the_right_of_access_and_nothing_else(anna: Person, bot: Running) -> None:
    await live(anna, bot)

    await anna.ask("/delete_my_data")
    await tap(anna, "Удалить мои данные")
    await anna.sees("Доступ остался")

    await bot.office.inbox.drained()
    (only,) = traces(bot)
    assert only.startswith('INSERT INTO "user"')
    assert SECRET not in only
    assert "Анна" not in only
    stored = await Users(bot.database).get(UserId(ANNA))
    assert stored is not None
    assert (stored.tone, stored.platform) == (None, None)
    assert "Бриф" in (await anna.ask("Новый вебинар для инженеров, завтра в полдень")).text


@pytest.mark.engine
async def test_nothing_comes_back_when_he_is_forgotten_while_texts_are_written(
    anna: Person, bot: Running
) -> None:
    await anna.ask(BRIEF.replace("Вариантов: 1", "Вариантов: 6\nПлощадка: пресс-релиз"))
    await tap(anna, "Сгенерировать")

    await anna.ask("/delete_my_data")
    await tap(anna, "Удалить и закрыть доступ")
    await anna.sees("О вас ничего не осталось")

    await anna.until(lambda screen: screen.draft is None)
    await bot.office.inbox.drained()
    assert traces(bot) == []


async def test_nothing_is_deleted_without_a_second_press(anna: Person, bot: Running) -> None:
    await anna.ask(f"Вебинар «{SECRET}» 24 апреля в 15:00")

    await anna.ask("/delete_my_data")
    await tap(anna, "Не удалять")

    await anna.sees("Ничего не удалил")
    assert traces(bot)


async def test_an_old_question_deletes_nothing(anna: Person, bot: Running) -> None:
    await anna.ask(f"Вебинар «{SECRET}» 24 апреля в 15:00")

    answer = await anna.press_data("forget:1000000000:1")

    assert "больше часа" in answer.text
    assert traces(bot)


async def test_an_admin_is_forgotten_and_stays_one(admin: Person, bot: Running) -> None:
    question = await admin.ask("/delete_my_data")

    assert not any("закрыть доступ" in label for label in question.labels)
    assert "журнале решений" in question.text
    forged = next(one.data or "" for one in question.buttons if "Удалить мои" in one.text)
    await admin.press_data(f"{forged.rsplit(':', 1)[0]}:1", question.id)
    await admin.sees("Доступ остался")
    assert [one.id for one in await Users(bot.database).admins()] == [UserId(admin.id)]


async def test_privacy_says_what_is_kept_and_that_it_is_kept_for_good(anna: Person) -> None:
    words = (await anna.ask("/privacy")).text

    assert "внутри самого бота" in words
    assert "исходные тексты, задачи и варианты" in words
    assert "Сам файл не хранится" in words
    assert "Срок хранения не ограничен" in words
    assert "/delete_my_data" in words


async def test_privacy_names_the_days_that_briefs_are_kept(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, retention_days=90)
    async with bot_at_work(sandbox, tmp_path / "short.sqlite3", model, knowledge, settings):
        anna = await town.person("Анна", id=ANNA)

        assert "90 дней никто не касался" in (await anna.ask("/privacy")).text
