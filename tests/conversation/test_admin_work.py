"""An administrator looks at the line and at the figures, and takes the pairs home."""

import json

import pytest

from inference.contract import Engine
from storage.audit import Action, Audit
from storage.jobs import Jobs
from storage.records import JobId, JobState
from tests.conversation.conftest import Running
from tests.conversation.steps import form, tap, variant
from tests.conversation.turnstile import Turnstile
from tests.people import Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

FORM = form("Вариантов: 2")


@pytest.fixture
def engine(turnstile: Turnstile) -> Engine:
    return turnstile


async def test_the_line_names_people_and_no_texts_and_any_job_can_be_stopped(
    anna: Person, admin: Person, bot: Running
) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await anna.until(lambda screen: screen.draft is not None and "Вариант" in screen.draft.text)

    await admin.ask("/admin")
    await tap(admin, "Очередь")
    line = await admin.sees("Пишется 1, ждёт 0")
    assert "· пишется" in line.text
    assert "№ 1 · Анна" in line.text
    assert "Логос" not in line.text
    assert "токенов в секунду" in line.text

    answer = await admin.click("⛔ № 1")

    assert "Останавливаю" in answer.text
    await admin.sees("Заданий нет")
    await anna.sees("Администратор остановил ваше задание")
    await anna.sees("Остановлено")
    job = await Jobs(bot.database).get(JobId(1))
    assert job is not None
    assert job.state is JobState.STOPPED
    (entry,) = (await Audit(bot.database).page()).items
    assert (entry.action, entry.subject, entry.user_id) == (Action.STOP_JOB, "1", anna.id)


async def test_a_job_that_is_over_cannot_be_stopped(
    anna: Person, admin: Person, turnstile: Turnstile
) -> None:
    turnstile.open()
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 2 из 2")

    answer = await admin.press_data("adm_stop:1")

    assert answer.text == "Это задание уже завершено."


async def test_usage_is_a_picture_with_figures_and_a_table(
    anna: Person, admin: Person, turnstile: Turnstile
) -> None:
    turnstile.open()
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")
    await anna.click("Выбрать", of=last)

    await admin.ask("/admin")
    await tap(admin, "Использование")
    picture = await admin.sees("Использование за 7 дней")
    assert "брифов 1, вариантов 2, выбрано 1" in picture.text
    assert (await admin.download(picture)).startswith(b"\x89PNG")

    await admin.click("90 дней", of=picture)
    await admin.sees("Использование за 90 дней")
    await admin.click("Анна")
    await admin.sees("Использование за 90 дней: Анна")

    await admin.click("Таблица", of=picture)
    table = await admin.until(lambda screen: next((m for m in screen.said if m.file_name), None))
    rows = (await admin.download(table)).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("День;Имя;Номер")
    assert ";101;1;2;0;1" in rows[1]


async def test_usage_of_nobody_is_an_empty_picture(admin: Person) -> None:
    await admin.ask("/admin")
    await tap(admin, "Использование")

    picture = await admin.sees("Использование за 7 дней")

    assert "текстов не было" in picture.text


async def test_pairs_of_what_was_preferred_come_as_a_file(
    anna: Person, admin: Person, turnstile: Turnstile, bot: Running
) -> None:
    turnstile.open()
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")
    await anna.click("Выбрать", of=last)
    await admin.ask("/admin")

    await tap(admin, "Оценки")

    sent = await admin.sees("Пары предпочтений: 1")
    (pair,) = (await admin.download(sent)).decode().splitlines()
    assert sent.file_name.endswith(".jsonl")
    assert json.loads(pair)["chosen"] == last.text
    assert "101" not in json.loads(pair)["brief_hash"]
    assert [entry.action for entry in (await Audit(bot.database).page()).items] == [Action.EXPORT]


async def test_without_pairs_there_is_a_sentence(admin: Person) -> None:
    await admin.ask("/admin")
    await tap(admin, "Оценки")

    await admin.sees("Пар пока нет")


async def test_where_the_model_is_a_servers_business_there_is_nothing_to_switch(admin: Person) -> None:
    await admin.ask("/admin")
    await tap(admin, "Модель")

    shown = await admin.sees("отдельном сервере")

    assert shown.labels == ["← Меню"]
