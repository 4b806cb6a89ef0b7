"""Markup in every input, and in everything that the model writes, is shown and never obeyed."""

import pytest
import pytest_asyncio

from inference.contract import GenerationRequest
from tests.conversation.conftest import Running
from tests.conversation.steps import labelled, tap, variant
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person, Town
from tests.screen import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Each breaks HTML in its own way: an entity of its own kind, an unclosed tag, a link, half an escape.
HOSTILE = '<tg-spoiler>Тайна</tg-spoiler> <b>& <a href="tg://user?id=1">Я</a> &lt;i&gt; &# <script>'
CONTACT = "24 апреля в 15:00 мск, регистрация: logos-cae.ru/apr24"
# The bot itself never uses these; bold, italic and quotes are its own frame.
FORBIDDEN = {"spoiler", "text_link", "text_mention", "custom_emoji"}


def writes(request: GenerationRequest, tail: int) -> str:
    if "Яндекс" in request.messages[0].content:
        return "Заголовок 1: <b>Вебинар & <i>\nЗаголовок 2: &lt;Логос&gt;\nТекст: <script> 24 апреля в 15:00."
    return f"{HOSTILE} Вариант номер {('один', 'два', 'три')[tail % 3]}. {CONTACT}"


@pytest_asyncio.fixture(loop_scope="session")
async def model() -> ScriptedEngine:
    return ScriptedEngine(writes)


@pytest_asyncio.fixture(loop_scope="session")
async def mallory(town: Town, bot: Running) -> Person:
    return await town.person(f"{HOSTILE[:40]}", id=102)


def kinds(messages: list[Message]) -> set[str]:
    return {entity["type"] for one in messages for entity in one.raw.get("entities", ())}


async def refused(town: Town) -> list[str]:
    """Methods that Telegram answered with 400: it would have if markup had been let through."""
    return [call["method"] for call in await town.calls() if call["code"] == 400]


async def test_from_the_seed_to_the_history(mallory: Person, town: Town) -> None:
    await mallory.ask(f"{HOSTILE} Вебинар {CONTACT}\nЗадача: {HOSTILE}\nВариантов: 2")
    card = (await mallory.until(lambda screen: labelled(screen, "Сгенерировать")))[-1]
    await tap(mallory, "Сгенерировать")
    first = await variant(mallory, "Вариант 1 из 2")
    await variant(mallory, "Вариант 2 из 2")
    await mallory.click("Вариант 1 из 2", of=first)
    origin = await mallory.sees("Из чего написан вариант")
    await mallory.click("факты", of=first)
    details = await mallory.sees("Проверка")
    history = await mallory.ask(f"/history {HOSTILE[:30]}")
    await mallory.ask("/history")

    assert HOSTILE in card.text
    assert HOSTILE in first.text
    assert HOSTILE[:30] in origin.text
    assert HOSTILE[:20] in history.text
    assert details.text
    assert kinds(list(mallory.said)) & FORBIDDEN == set()
    assert await refused(town) == []


async def test_an_ad_with_fields(mallory: Person, town: Town) -> None:
    await mallory.ask(f"Вебинар {CONTACT}\nЗадача: позвать\nПлощадка: директ\nВариантов: 1")
    await tap(mallory, "Сгенерировать")

    ad = await variant(mallory, "Вариант 1 из 1")

    assert "<b>Вебинар & <i>" in ad.text
    assert "&lt;Логос&gt;" in ad.text
    assert kinds([ad]) & FORBIDDEN == set()
    assert await refused(town) == []


async def test_the_name_of_a_file_and_what_is_in_it(mallory: Person, town: Town) -> None:
    await mallory.send_document(
        f"{HOSTILE[:40].replace('/', '')}.txt", f"{HOSTILE} Вебинар {CONTACT}".encode()
    )

    card = (await mallory.until(lambda screen: [one for one in screen.said if "Тайна" in one.text]))[-1]

    assert "<tg-spoiler>" in card.text
    assert kinds(list(mallory.said)) & FORBIDDEN == set()
    assert await refused(town) == []


async def test_the_name_of_a_stranger(town: Town, bot: Running, admin: Person) -> None:
    stranger = await town.person(HOSTILE[:60], id=777)
    await stranger.ask("/start")
    await tap(stranger, "Запросить доступ")

    request = await admin.sees("Заявка на доступ")

    assert HOSTILE[:60] in request.text
    assert kinds([request]) & FORBIDDEN == set()
    assert await refused(town) == []
