"""Two people at once, and what Stop stops."""

import pytest

from handlers import variant_buttons
from inference.contract import Engine
from storage.jobs import Jobs
from storage.records import JobId, JobState
from tests.conversation.conftest import Running
from tests.conversation.steps import form, labelled, tap, variant
from tests.conversation.turnstile import Turnstile
from tests.people import Person, Town
from tests.screen import Message

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

FORM = form("Вариантов: 2")


@pytest.fixture
def engine(turnstile: Turnstile) -> Engine:
    return turnstile


async def test_two_people_see_their_texts_grow_and_one_stop_touches_only_his_own(
    anna: Person, boris: Person, turnstile: Turnstile, bot: Running
) -> None:
    for person in (anna, boris):
        await person.ask(FORM)
        await tap(person, "Сгенерировать")
    for person in (anna, boris):
        await person.until(lambda screen: screen.draft is not None and "Вариант" in screen.draft.text)

    await boris.stop()
    said = await boris.sees("Остановлено")
    turnstile.open()
    await variant(anna, "Вариант 2 из 2")

    assert "Ни один вариант не был дописан" in said.text
    assert turnstile.left == [boris.id]
    stopped = await Jobs(bot.database).get(JobId(2))
    assert stopped is not None
    assert stopped.state is JobState.STOPPED
    assert len(labelled(anna.screen, "Вариант 1 из 2")) == 1
    assert labelled(await boris.look(), "Вариант 1 из 2") == []


async def test_the_button_stops_as_the_native_one_does(anna: Person, turnstile: Turnstile) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await anna.until(lambda screen: screen.draft)

    answer = await tap(anna, "Остановить")

    assert "Останавливаю" in answer.text
    stopped = await anna.sees("Остановлено")
    assert "⚙️ Бриф" in stopped.labels
    turnstile.open()


async def test_nobody_stops_what_is_not_his(anna: Person, boris: Person, turnstile: Turnstile) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await anna.until(lambda screen: screen.draft)

    answer = await boris.press_data("stop:1")

    assert answer.text == "Это кнопка из чужого задания."
    turnstile.open()
    await variant(anna, "Вариант 2 из 2")


async def test_a_notice_that_a_crash_has_orphaned_goes_away_when_pressed(
    anna: Person, bot: Running, turnstile: Turnstile
) -> None:
    await anna.ask("/start")
    orphan = await bot.means.bot.send_message(anna.id, "⏳", reply_markup=variant_buttons.stop(JobId(1)))

    answer = await tap(anna, "Остановить")

    assert "Останавливать нечего" in answer.text
    await anna.until(lambda screen: orphan.message_id not in [one.id for one in screen.said])


async def test_cancel_stops_what_is_being_written(anna: Person, turnstile: Turnstile) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await anna.until(lambda screen: screen.draft)

    await anna.send("/cancel")

    await anna.sees("Останавливаю 1 задание")
    await anna.sees("Остановлено")
    turnstile.open()


async def test_pressing_twice_starts_one_job(anna: Person, turnstile: Turnstile, bot: Running) -> None:
    await anna.ask(FORM)
    await anna.until(lambda screen: labelled(screen, "Сгенерировать"))
    await anna.press("Сгенерировать")
    await anna.press("Сгенерировать")

    await anna.until(lambda screen: any("Уже пишу" in answer.text for answer in screen.answers))
    turnstile.open()
    await variant(anna, "Вариант 2 из 2")

    assert await Jobs(bot.database).get(JobId(2)) is None


async def notices(person: Person, number: int) -> None:
    await person.until(lambda screen: len(labelled(screen, "Остановить")) == number)


async def nth_card(person: Person, number: int) -> Message:
    cards = await person.until(lambda screen: labelled(screen, "Сгенерировать")[number - 1 :])
    return cards[-1]


async def test_a_fourth_job_of_one_person_is_refused_with_the_numbers(
    anna: Person, town: Town, turnstile: Turnstile
) -> None:
    for number in range(1, 4):
        await anna.send(FORM)
        card = await nth_card(anna, number)
        await anna.click("Сгенерировать", of=card)
        await notices(anna, number)
    await anna.send(FORM)
    card = await nth_card(anna, 4)

    answer = await anna.click("Сгенерировать", of=card)

    assert "У вас уже 3 задания в работе" in answer.text
    turnstile.open()
    await anna.until(lambda screen: len(labelled(screen, "Вариант 2 из 2")) == 3)
