"""Administrators replace glossary and catalogue while the bot is at work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import DATA, Knowledge
from inference.contract import Engine
from sandbox.server import Sandbox
from storage.audit import Action, Audit
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import tap
from tests.people import Person, Town
from tests.screen import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

GLOSSARY = (DATA / "glossary.yaml").read_text("utf-8")
PRODUCTS = (DATA / "products.yaml").read_text("utf-8")
SEED = "Логос стал быстрее: новый решатель считает задачи вдвое быстрее прежнего, пилот бесплатный до мая."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox, model: Engine, knowledge: Knowledge, path: Path) -> AsyncIterator[Running]:
    async with bot_at_work(sandbox, path, model, knowledge, Settings(_env_file=None)) as running:
        yield running


async def replace(admin: Person, title: str, name: str, text: str) -> None:
    await admin.ask("/admin")
    await tap(admin, "Справочники")
    await tap(admin, title)
    await tap(admin, "Заменить")
    await admin.sees("Пришлите новый")
    await admin.send_document(name, text.encode())


async def deeds(bot: Running) -> list[tuple[Action, str | None]]:
    return [(one.action, one.subject) for one in (await Audit(bot.database).page()).items]


async def sent_file(admin: Person) -> Message:
    return (await admin.until(lambda screen: [one for one in screen.said if one.file_name]))[-1]


async def test_the_file_in_use_comes_as_a_document(admin: Person, bot: Running) -> None:
    await admin.ask("/admin")
    await tap(admin, "Справочники")
    overview = await admin.sees("Глоссарий бренда: из поставки")
    assert "Каталог продуктов: из поставки" in overview.text
    await tap(admin, "Глоссарий")

    await tap(admin, "Получить файл")

    sent = await sent_file(admin)
    assert sent.file_name == "glossary.yaml"
    assert (await admin.download(sent)).decode() == GLOSSARY


async def test_a_new_catalogue_is_known_at_once_and_after_a_restart_and_can_be_put_back(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, path: Path
) -> None:
    settings = Settings(_env_file=None)
    changed = PRODUCTS.replace("name: «Логос»", "name: «Логос-Экстра»", 1)
    async with bot_at_work(sandbox, path, model, knowledge, settings) as bot:
        admin = await town.person("Админ", id=100)
        assert await product_known(admin) == "Продукт: «Логос»"
        await replace(admin, "Каталог", "products.yaml", changed)
        await admin.sees("новый файл в работе")
        assert await product_known(admin) == "Продукт: «Логос-Экстра»"

    async with bot_at_work(sandbox, path, model, knowledge, settings) as bot:
        assert await product_known(admin) == "Продукт: «Логос-Экстра»"
        await admin.ask("/admin")
        await tap(admin, "Справочники")
        await admin.sees("Каталог продуктов: загружен")
        await tap(admin, "Каталог")
        await tap(admin, "Как в поставке")
        await admin.sees("Сейчас: из поставки")
        assert await product_known(admin) == "Продукт: «Логос»"
        await admin.click("№ 1")
        await admin.sees("Сейчас: загружен")
        assert await product_known(admin) == "Продукт: «Логос-Экстра»"
        files = (Action.FILE, Action.RESTORE)
        assert [action for action, _ in await deeds(bot) if action in files] == [
            Action.RESTORE,
            Action.RESTORE,
            Action.FILE,
        ]


async def product_known(person: Person) -> str:
    """What the card of a new brief says of its product."""
    await person.ask("/new")
    card = await person.ask(SEED)
    return next(line for line in card.text.splitlines() if line.startswith("Продукт: ")).split(",")[0]


async def test_errors_are_told_with_their_lines_and_the_next_file_is_taken(
    admin: Person, bot: Running
) -> None:
    lines = GLOSSARY.splitlines()
    right = next(number for number, line in enumerate(lines) if line.strip().startswith("right:"))
    severity = next(number for number, line in enumerate(lines) if line.strip().startswith("severity:"))
    lines[right] = lines[right].replace("right:", "rihgt:")
    lines[severity] = "  severity: loud"

    await replace(admin, "Глоссарий", "glossary.yaml", "\n".join(lines))

    told = await admin.sees("не принят")
    assert f"Строка {right + 1}, terms.0.rihgt: неизвестное поле" in told.text
    assert f"Строка {severity + 1}, terms.0.severity: недопустимое значение" in told.text
    assert "terms.0.right: нет обязательного поля" in told.text
    assert await deeds(bot) == []

    await admin.send_document("glossary.yaml", GLOSSARY.encode())
    await admin.sees("новый файл в работе")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"terms: [\n  - id: x\n", "это не YAML"),
        ("terms: Ж".encode("cp1251"), "не в кодировке UTF-8"),
        (b"a: &x [1]\nb: *x\n", "Строка 2: ссылки YAML"),
        (b"[" * 5000, "слишком глубокая вложенность"),
        (b"", "должны быть поля"),
        (b"\x00\x01", "это не YAML"),
    ],
)
async def test_whatever_is_sent_gets_a_sentence_and_changes_nothing(
    admin: Person, bot: Running, content: bytes, words: str
) -> None:
    await admin.ask("/admin")
    await tap(admin, "Справочники")
    await tap(admin, "Глоссарий")
    await tap(admin, "Заменить")
    await admin.sees("Пришлите новый")

    await admin.send_document("glossary.yaml", content or b" ")

    told = await admin.sees(words)
    assert "ничего не изменилось" in told.text.lower() or "Работает прежний файл" in told.text
    assert await deeds(bot) == []


async def test_an_example_that_its_term_does_not_find_is_an_error_with_its_line(
    admin: Person, bot: Running
) -> None:
    lines = GLOSSARY.splitlines()
    bad = next(number for number, line in enumerate(lines) if line.strip().startswith("bad:"))
    lines[bad] = '  bad: ["Проект Росатома"]'

    await replace(admin, "Глоссарий", "glossary.yaml", "\n".join(lines))

    told = await admin.sees("не принят")
    assert f"Строка {bad + 1}, terms.0.bad.0: пример не сходится с шаблоном" in told.text


async def test_anything_but_a_file_is_not_what_was_asked_for_and_cancel_ends_it(
    admin: Person, bot: Running
) -> None:
    await admin.ask("/admin")
    await tap(admin, "Справочники")
    await tap(admin, "Глоссарий")
    await tap(admin, "Заменить")
    await admin.sees("Пришлите новый")

    assert "Жду файл .yaml" in (await admin.ask("вот он")).text
    assert "Отменил" in (await admin.ask("/cancel")).text
    assert "Бриф" in (await admin.ask(SEED)).text
