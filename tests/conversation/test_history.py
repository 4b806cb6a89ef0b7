"""What was written before: found, opened, continued, shown again, deleted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import Knowledge
from handlers import texts
from inference.contract import GenerationRequest
from sandbox.server import Sandbox
from storage.jobs import Jobs
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.past import Past
from tests.conversation.steps import form, labelled, tap, variant
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person
from tests.screen import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSTS = (
    "Лицензия кончается, а модели остались. 24 апреля в 15:00 покажем перенос в «Логос»: logos-cae.ru/apr24",
    "Шестьдесят минут на перенос модели и полчаса на вопросы: вебинар 24 апреля. Запись logos-cae.ru/apr24",
)


def posts(_: GenerationRequest, tail: int) -> str:
    return POSTS[tail % len(POSTS)]


@pytest.fixture
def typist() -> ScriptedEngine:
    return ScriptedEngine(posts)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    sandbox: Sandbox, typist: ScriptedEngine, knowledge: Knowledge, tmp_path: Path
) -> AsyncIterator[Running]:
    settings = Settings(_env_file=None)
    async with bot_at_work(sandbox, tmp_path / "bot.sqlite3", typist, knowledge, settings) as running:
        yield running


@pytest.fixture
def past(anna: Person, bot: Running) -> Past:
    return Past.of(anna, bot)


async def open_first(anna: Person) -> Message:
    """Open the newest brief of the history."""
    await anna.ask("/history")
    await anna.click("1")
    return await anna.sees("Бриф от")


async def test_nothing_was_written_yet(anna: Person) -> None:
    assert (await anna.ask("/history")).text == texts.history.EMPTY


async def test_former_briefs_come_newest_first_and_by_the_page(anna: Person, past: Past) -> None:
    for number in range(1, 7):
        await past.brief(f"Задача {number}")
    seventh = await past.brief("Задача 7", "Первый текст", "Второй текст", platform="vk_post")
    chosen, starred = await past.texts(seventh)
    await past.choose(chosen)
    await past.star(starred)

    page = await anna.ask("/history")

    assert "7 брифов" in page.text
    assert "Пост ВКонтакте · 2 текста ⭐ 1 ✅\nЗадача 7\nИсходный текст" in page.text
    assert "Задача 2" not in page.text
    assert page.labels == ["1", "2", "3", "4", "5", "‹", "1 из 2", "›"]
    await anna.click("›", of=page)
    second = await anna.sees("Задача 2")
    assert second.id == page.id
    assert "Задача 1" in second.text
    assert "Задача 3" not in second.text
    assert second.button("›").disabled
    await anna.click("‹", of=second)
    assert (await anna.sees("Задача 7")).id == page.id


async def test_a_page_past_the_end_is_the_last_one(anna: Person, past: Past) -> None:
    briefs = [await past.brief(f"Задача {number}") for number in range(1, 7)]
    page = await anna.ask("/history")
    for one in briefs[:3]:
        await past.shelf.briefs.delete(one.id)

    await anna.click("›", of=page)

    shown = await anna.sees("3 брифа")
    assert "Задача 6" in shown.text
    assert shown.labels == ["1", "2", "3"]


async def test_a_search_finds_other_forms_of_the_words_in_seeds_tasks_and_texts(
    anna: Person, past: Past
) -> None:
    await past.brief("Анонс", seed="Приходите на вебинар по пакету «Логос»")
    await past.brief("Анонс вебинара", seed="Логос для расчётчиков")
    await past.brief("Позвать", "Вебинар о Логосе")
    await past.brief("Новость", seed="Вебинар о турбинах")

    found = await anna.ask("/history логосе вебинары")

    assert "логосе вебинары · 3 брифа" in found.text
    assert "турбинах" not in found.text


async def test_the_pages_of_a_search_are_those_of_the_search(anna: Person, past: Past) -> None:
    for number in range(1, 7):
        await past.brief(f"Вебинар {number}", seed="<b>Логос</b> & Ко")
        await past.brief(f"Листовка {number}")

    page = await anna.ask("/history  <b>Логос</b>   &  вебинары")
    assert "<b>Логос</b> & вебинары · 6 брифов" in page.text
    await anna.click("›", of=page)

    second = await anna.sees("Вебинар 1")
    assert second.id == page.id
    assert "<b>Логос</b> & вебинары · 6 брифов" in second.text
    assert "Листовка" not in second.text
    await anna.click("Показать все брифы", of=second)
    assert "Листовка 6" in (await anna.sees("12 брифов")).text


async def test_a_search_list_that_telegram_has_put_away_asks_for_a_new_one(anna: Person) -> None:
    await anna.ask("/start")

    answer = await anna.press_data("history:2:1")

    assert answer.text == texts.history.LIST_LOST


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"логос',
        "NEAR(логос вебинар)",
        "seed:логос",
        "логос OR",
        "*",
        "-логос",
        "^логос",
        "логос AND NOT",
        "'; DROP TABLE brief; --",
        "(((",
        "🎉 !!",
        "я" * 3000,
    ],
)
async def test_operators_and_quotes_are_words_like_others(anna: Person, past: Past, query: str) -> None:
    await past.brief("Анонс", seed="Логос")

    answer = await anna.ask(f"/history {query}")

    assert answer.text.startswith("🔎")
    assert "1 бриф" in (await anna.ask("/history")).text


async def test_an_opened_brief_goes_on_where_it_was_left(anna: Person) -> None:
    await anna.ask(form("Вариантов: 2"))
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 2 из 2")
    chosen = await variant(anna, "Вариант 1 из 2")
    await anna.click("Выбрать", of=chosen)

    view = await open_first(anna)
    assert "Задача: собрать регистрации" in view.text
    assert "Тексты: 2" in view.text
    assert "✅" in view.text
    await anna.click("Открыть бриф", of=view)
    card = await anna.until(
        lambda screen: [one for one in labelled(screen, "Сгенерировать") if one.id > view.id]
    )
    await anna.click("Сгенерировать", of=card[-1])

    await anna.until(lambda screen: [one for one in labelled(screen, "Вариант 2 из 2") if one.id > view.id])
    assert "4 текста ✅" in (await anna.ask("/history")).text


async def test_texts_are_shown_again_and_what_is_chosen_there_is_chosen(anna: Person) -> None:
    await anna.ask(form("Вариантов: 2"))
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 2 из 2")
    before = await variant(anna, "Вариант 1 из 2")

    view = await open_first(anna)
    await anna.click("Показать тексты", of=view)
    last = await anna.until(lambda screen: [one for one in screen.said if one.id > view.id][1:])

    shown = [one for one in anna.said if one.id > view.id]
    assert [one.text for one in shown] == list(POSTS)
    assert "🔁 Ещё варианты" in last[-1].labels
    await anna.click("Выбрать", of=shown[0])
    marked = await variant(anna, "Выбрано")
    assert marked.id == shown[0].id
    assert [one.labels for one in anna.said if one.id == before.id] == [[]]
    assert "✅" in (await anna.ask("/history")).text


async def test_a_second_press_shows_nothing_twice(anna: Person, past: Past) -> None:
    await past.brief("Анонс", "Первый текст", "Второй текст")
    view = await open_first(anna)

    data = view.button("Показать тексты").data or ""
    await anna.click("Показать тексты", of=view)
    await anna.until(lambda screen: labelled(screen, "Вариант 2 из 2"))
    again = await anna.press_data(data, view.id)

    assert again.text == texts.history.SHOWN_BELOW
    assert len(labelled(await anna.look(), "Вариант 2 из 2")) == 1


async def test_many_texts_come_in_parts(anna: Person, past: Past) -> None:
    written = [f"Текст номер {number}" for number in range(1, 9)]
    await past.brief("Анонс", *written)
    view = await open_first(anna)

    await anna.click("Показать тексты", of=view)
    rest = await anna.sees("Показаны тексты 1–6 из 8")
    assert [one.text for one in anna.said if one.text in written] == written[:6]
    await anna.click("Показать ещё", of=rest)

    await anna.until(lambda screen: [one.text for one in screen.said if one.text in written] == written)


async def test_a_text_longer_than_a_message_is_shown_in_parts(anna: Person, past: Past) -> None:
    long = "\n\n".join(f"Абзац {number}. " + "слово " * 60 for number in range(20)).strip()
    await past.brief("Релиз", long, platform="press_release")
    view = await open_first(anna)

    await anna.click("Показать тексты", of=view)
    last = await variant(anna, "Вариант 1 из 1")

    parts = [one for one in anna.said if one.id > view.id]
    assert len(parts) > 1
    assert parts[-1].id == last.id
    assert "".join("".join(one.text.split()) for one in parts) == "".join(long.split())


async def test_deleting_asks_first(anna: Person, past: Past) -> None:
    await past.brief("Анонс", "Первый текст")
    view = await open_first(anna)

    await anna.click("Удалить", of=view)
    asked = await anna.sees("Удалить бриф и 1 текст к нему?")
    assert asked.id == view.id
    await anna.click("Оставить", of=asked)

    assert "Задача: Анонс" in (await anna.sees("Бриф от")).text
    assert "1 бриф" in (await anna.ask("/history")).text


async def test_what_is_deleted_is_gone_and_its_buttons_say_so(anna: Person, past: Past) -> None:
    stored = await past.brief("Анонс", "Первый текст", seed="Логос")
    (kept,) = await past.texts(stored)
    page = await anna.ask("/history")
    await anna.click("1", of=page)
    view = await anna.sees("Бриф от")
    await anna.click("Удалить", of=view)
    await tap(anna, "Да, удалить")

    await anna.sees("Бриф удалён, вместе с ним 1 текст")

    assert await past.texts(stored) == ()
    for button in (page.button("1"), *(one for one in view.buttons if one.text != texts.card.HIDE)):
        assert (await anna.press_data(button.data or "")).text == texts.card.BRIEF_GONE
    for data in (f"star:{kept.id}", f"unstar:{kept.id}:1"):
        assert (await anna.press_data(data)).text == texts.card.VARIANT_GONE
    assert (await anna.ask("/history")).text == texts.history.EMPTY
    assert "Ничего не нашлось" in (await anna.ask("/history логос")).text


async def test_a_brief_that_is_being_written_is_stopped_before_it_is_deleted(
    anna: Person, typist: ScriptedEngine, bot: Running
) -> None:
    typist.stalls = True
    await anna.ask(form("Вариантов: 2"))
    await tap(anna, "Сгенерировать")
    await anna.until(lambda screen: screen.draft)

    view = await open_first(anna)
    await anna.click("Удалить", of=view)
    await tap(anna, "Да, удалить")

    await anna.sees("Бриф удалён")
    await anna.sees("Остановлено")
    assert await Jobs(bot.database).unfinished() == ()
    assert typist.closed == 1


async def test_nobody_opens_shows_or_deletes_what_is_not_his(anna: Person, boris: Person, past: Past) -> None:
    stored = await past.brief("Тайная задача", "Тайный текст")
    view = await open_first(anna)
    await boris.ask("/start")

    for button in (*view.buttons, *anna.said[-2].buttons):
        if button.data and button.text != texts.card.HIDE:
            assert (await boris.press_data(button.data)).text == texts.card.NOT_YOURS
    assert (await boris.press_data(f"erase:{stored.id}")).text == texts.card.NOT_YOURS

    assert (await boris.ask("/history тайный")).text.endswith("Попробуйте другие слова.")
    assert not any("Тайн" in one.text for one in boris.said)
    assert len(await past.texts(stored)) == 1


async def test_favourites_are_listed_shown_copied_and_taken_off(anna: Person, past: Past) -> None:
    assert (await anna.ask("/favorites")).text == texts.history.NO_FAVOURITES
    stored = await past.brief("Анонс", "Короткий текст", "Длинный текст " * 40)
    short, long = await past.texts(stored)
    await past.star(long)
    await past.star(short)

    page = await anna.ask("/favorites")

    assert "2 текста" in page.text
    assert len([one for one in page.labels if "Копировать" in one]) == 1
    await anna.click("Копировать", of=page)
    assert anna.clipboard == "Короткий текст"
    await anna.click("Показать", of=page)
    assert (await variant(anna, "Вариант 1 из 2")).text == "Короткий текст"
    answer = await anna.click("Убрать", of=page)
    assert answer.text == texts.history.UNFAVOURED
    left = await anna.sees("Избранное · 1 текст")
    assert left.id == page.id
    await anna.click("Убрать", of=left)
    await anna.sees(texts.history.NO_FAVOURITES)


async def test_favourites_come_by_the_page(anna: Person, past: Past) -> None:
    stored = await past.brief("Анонс", *(f"Текст {number}" for number in range(1, 7)))
    await past.star(*await past.texts(stored))

    page = await anna.ask("/favorites")
    assert "Текст 1" not in page.text
    await anna.click("›", of=page)

    assert (await anna.sees("Текст 1")).id == page.id
