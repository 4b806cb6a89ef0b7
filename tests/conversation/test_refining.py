"""New versions of a text, and the way back."""

import pytest
import pytest_asyncio

from copywriting.order import Change
from handlers.refine_buttons import Again, Back
from inference.contract import GenerationRequest
from storage.records import BriefId, Variant
from storage.variants import Variants
from tests.conversation.apprentice import (
    DIRECT,
    EDITED,
    FUNNY,
    LONG,
    NEW_TITLE,
    POSTS,
    SHORT,
    SMS,
    apprentice,
    asked,
)
from tests.conversation.conftest import Running
from tests.conversation.steps import form, labelled, now, offers, shows, tap, variant
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person, Town
from tests.screen import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def model() -> ScriptedEngine:
    return ScriptedEngine(apprentice)


async def two_variants(person: Person, *lines: str) -> tuple[Message, Message]:
    await person.ask(form("Вариантов: 2", *lines))
    await tap(person, "Сгенерировать")
    second = await variant(person, "Вариант 2 из 2")
    return await variant(person, "Вариант 1 из 2"), second


async def version(person: Person, number: int) -> Message:
    return await variant(person, f"версия {number}")


async def stored(bot: Running) -> tuple[Variant, ...]:
    return await Variants(bot.database).of_brief(BriefId(1))


async def test_shorter_is_a_new_version_below_and_the_old_one_stays(
    anna: Person, bot: Running, model: ScriptedEngine
) -> None:
    first, _ = await two_variants(anna)

    answer = await anna.click("Короче", of=first)
    shorter = await version(anna, 2)

    assert answer.text == "Принято: новая версия придёт ниже."
    assert shorter.labels[0] == "Вариант 1 из 2 · версия 2"
    assert (first.text, shorter.text) == (POSTS[0], SHORT)
    assert POSTS[0] in asked(model)
    assert [one.parent_id for one in await stored(bot)] == [None, None, 1]


async def test_walking_back_shows_each_version_in_its_turn_where_the_button_was_pressed(
    anna: Person,
) -> None:
    first, _ = await two_variants(anna)
    await anna.click("Короче", of=first)
    second = await version(anna, 2)
    await anna.click("Длиннее", of=second)
    third = await version(anna, 3)
    assert third.text == LONG

    await anna.click("Вернуть", of=third)
    await shows(anna, third, SHORT)
    await offers(anna, second, "Показать")
    assert now(anna, third).labels[0] == "Вариант 1 из 2 · версия 2"
    await anna.click("Вернуть", of=third)
    await shows(anna, third, POSTS[0])
    assert not any("Вернуть" in label for label in now(anna, third).labels)
    await anna.click("Версия 3", of=third)
    await shows(anna, third, LONG)


async def test_another_tone_is_picked_from_a_list(anna: Person, model: ScriptedEngine) -> None:
    first, _ = await two_variants(anna)

    await anna.click("Другой тон", of=first)
    await offers(anna, first, "С юмором")
    assert "Деловой" not in now(anna, first).labels
    await anna.click("Назад", of=first)
    await offers(anna, first, "Короче")
    await anna.click("Другой тон", of=first)
    await tap(anna, "С юмором")

    assert (await version(anna, 2)).text == FUNNY
    assert "Тон: с юмором" in asked(model)
    await offers(anna, first, "Короче")


async def test_another_platform_gets_its_own_form_and_the_brief_keeps_its(anna: Person) -> None:
    first, _ = await two_variants(anna)

    await anna.click("Другая площадка", of=first)
    await tap(anna, "SMS")

    sms = await version(anna, 2)
    assert sms.text == SMS
    await anna.click("Бриф", of=sms)
    assert "Площадка: Пост в Telegram" in (await anna.sees("Площадка:")).text


async def test_an_edit_in_own_words_is_asked_for_and_the_question_goes_away(
    anna: Person, model: ScriptedEngine
) -> None:
    first, _ = await two_variants(anna)

    await anna.click("Правка", of=first)
    question = await anna.sees("Что поправить?")
    await anna.send("позови с ноутбуком")

    assert EDITED in (await version(anna, 2)).text
    assert "Внеси правку сотрудника: позови с ноутбуком" in asked(model)
    await anna.until(lambda screen: question.id not in [one.id for one in screen.said])


async def test_a_question_can_be_taken_back_and_the_next_text_is_a_seed_again(anna: Person) -> None:
    first, _ = await two_variants(anna)
    await anna.click("Правка", of=first)

    await tap(anna, "Не надо")
    card = await anna.ask("Курс повышения квалификации для инженеров, 72 часа, очно, Саров")

    assert "Бриф" in card.text


async def test_a_reply_to_a_text_edits_that_text(anna: Person, model: ScriptedEngine) -> None:
    first, second = await two_variants(anna)

    await anna.send("позови с ноутбуком", reply_to=first)

    assert (await version(anna, 2)).labels[0].startswith("Вариант 1")
    assert POSTS[0] in asked(model)
    assert second.text == POSTS[1]


async def test_a_reply_means_the_version_that_is_shown(anna: Person, model: ScriptedEngine) -> None:
    first, _ = await two_variants(anna)
    await anna.click("Короче", of=first)
    shorter = await version(anna, 2)
    await anna.click("Вернуть", of=shorter)
    await shows(anna, shorter, POSTS[0])

    await anna.send("позови с ноутбуком", reply_to=shorter)
    await anna.sees(EDITED)

    assert POSTS[0] in asked(model)
    assert SHORT not in asked(model)


async def test_an_endless_edit_is_refused_with_a_sentence(anna: Person) -> None:
    first, _ = await two_variants(anna)

    await anna.send("убери это и " * 200, reply_to=first)

    assert "Скажите короче, что изменить" in (await anna.sees("В правке")).text


async def test_one_field_of_a_structured_ad_is_written_anew(anna: Person) -> None:
    await anna.ask(form("Вариантов: 1", "Площадка: директ"))
    await tap(anna, "Сгенерировать")
    ad = await variant(anna, "Вариант 1 из 1")

    await anna.click("Одно поле", of=ad)
    await offers(anna, ad, "Назад")
    await anna.click("Заголовок 2", of=now(anna, ad))

    rows, before = (await version(anna, 2)).text.split("\n"), ad.text.split("\n")
    assert rows[1] == f"Заголовок 2: {NEW_TITLE} (22/56)"
    assert [rows[0], *rows[2:]] == [before[0], *before[2:]]
    assert DIRECT.split("\n")[0] in before[0]


async def test_a_double_press_writes_one_version(anna: Person, bot: Running) -> None:
    first, _ = await two_variants(anna)

    for _ in range(2):
        await anna.press("Короче", of=first)
    await anna.until(lambda screen: len(screen.answers) > 2)
    await version(anna, 2)

    assert len(await stored(bot)) == 3


async def test_a_second_wish_for_the_same_is_written_too(anna: Person, bot: Running) -> None:
    first, _ = await two_variants(anna)
    await anna.click("Короче", of=first)
    await version(anna, 2)

    await anna.until(lambda _: now(anna, first).button("Короче") != first.button("Короче"))
    await anna.click("Короче", of=now(anna, first))
    await anna.until(lambda screen: len(labelled(screen, "версия 2")) == 2)

    assert [one.version for one in await stored(bot)] == [1, 1, 2, 2]


async def test_an_old_button_pressed_after_all_is_done_writes_nothing_twice(
    anna: Person, bot: Running
) -> None:
    first, _ = await two_variants(anna)
    data = first.button("Короче").data or ""
    await anna.click("Короче", of=first)
    await version(anna, 2)

    answer = await anna.press_data(data, first.id)

    assert "Эта версия уже есть ниже" in answer.text
    assert len(await stored(bot)) == 3


async def test_where_a_wish_is_not_granted_the_chat_says_so(anna: Person, model: ScriptedEngine) -> None:
    def stubborn(request: GenerationRequest, tail: int) -> str:
        return POSTS[0] if "Разверни" in request.messages[-1].content else apprentice(request, tail)

    model.script = stubborn
    first, _ = await two_variants(anna)

    await anna.click("Длиннее", of=first)

    assert "Новых фактов я не придумываю" in (await anna.sees("Заметно длиннее не вышло")).text


async def test_more_variants_are_unlike_everything_shown(anna: Person, bot: Running) -> None:
    first, second = await two_variants(anna)
    await anna.click("Короче", of=first)
    await version(anna, 2)

    await anna.click("Ещё варианты", of=second)
    await anna.until(lambda screen: len(labelled(screen, "Вариант 2 из 2")) == 2)

    texts = [one.text for one in await stored(bot)]
    assert len(set(texts)) == len(texts) == 5


async def test_stop_leaves_the_earlier_version_and_the_way_to_more_is_open_meanwhile(
    anna: Person, model: ScriptedEngine
) -> None:
    first, second = await two_variants(anna)
    model.stalls = True
    await anna.click("Короче", of=first)
    await anna.until(lambda screen: labelled(screen, "Остановить"))

    again = await anna.click("Длиннее", of=first)
    more = await anna.click("Ещё варианты", of=second)
    await anna.until(lambda screen: len(labelled(screen, "Остановить")) == 2)
    await anna.click("Остановить", of=labelled(anna.screen, "Остановить")[0])

    assert again.text == "Новую версию этого текста уже пишу: она придёт ниже."
    assert more.text == "Пишу ещё."
    assert "прежняя на месте" in (await anna.sees("Остановлено")).text
    assert now(anna, first).text == POSTS[0]


async def test_a_full_line_says_so_and_the_text_stays(anna: Person, model: ScriptedEngine) -> None:
    await anna.ask(form("Вариантов: 4"))
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 4 из 4")
    model.stalls = True
    for number in (1, 2, 3):
        await anna.click("Короче", of=await variant(anna, f"Вариант {number} из 4"))

    answer = await anna.click("Короче", of=await variant(anna, "Вариант 4 из 4"))

    assert "У вас уже 3 задания в работе" in answer.text


async def test_nobody_refines_what_is_not_his(anna: Person, boris: Person, bot: Running) -> None:
    await two_variants(anna)
    forged = Again(variant_id=1, after=1, change=Change.SHORTER).pack()

    answers = [await boris.press_data(data) for data in (forged, Back(variant_id=1).pack())]

    assert {answer.text for answer in answers} == {"Это кнопка из чужого задания."}
    assert len(await stored(bot)) == 2


async def test_buttons_of_a_text_that_is_gone_say_so(anna: Person) -> None:
    await two_variants(anna)

    answer = await anna.press_data(Again(variant_id=99, after=1, change=Change.SHORTER).pack())

    assert answer.text == "Этого варианта уже нет."


async def test_where_a_message_cannot_be_edited_the_earlier_version_comes_anew(
    anna: Person, town: Town
) -> None:
    first, _ = await two_variants(anna)
    await anna.click("Короче", of=first)
    shorter = await version(anna, 2)
    await town.fault("error", "editMessageText", code=400, description="Bad Request: message can't be edited")

    await anna.click("Вернуть", of=shorter)
    await anna.until(lambda screen: screen.last.text == POSTS[0])

    assert anna.last.labels[0].startswith("Вариант 1 из 2")


async def test_a_text_of_several_messages_walks_back_too(anna: Person, model: ScriptedEngine) -> None:
    page = "\n\n".join(f"{LONG} Часть {number}." for number in range(1, 17))

    def talkative(request: GenerationRequest, tail: int) -> str:
        return page if "Разверни" in request.messages[-1].content else apprentice(request, tail)

    model.script = talkative
    first, _ = await two_variants(anna, "Площадка: тенчат")
    await anna.click("Длиннее", of=first)
    longer = await version(anna, 2)

    for _ in range(2):
        await anna.click("Вернуть", of=longer)
    await anna.until(lambda screen: screen.last.text == POSTS[0])

    assert "Часть 16" in now(anna, longer).text
    assert [one.text for one in anna.said].count(POSTS[0]) == 1
