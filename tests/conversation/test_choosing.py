"""What people pick: choosing, folding, thumbs and stars."""

import asyncio

import pytest
import pytest_asyncio

from handlers.variant_buttons import Choose, Favour, Rate, Show
from storage.records import Rating, VariantId
from storage.variants import Variants
from tests.conversation.apprentice import EDITED, POSTS, SHORT, apprentice, asked
from tests.conversation.conftest import Running
from tests.conversation.steps import form, labelled, now, offers, shows, tap, variant
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person, Town
from tests.screen import Message, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def model() -> ScriptedEngine:
    return ScriptedEngine(apprentice)


async def three_variants(person: Person) -> list[Message]:
    await person.ask(form("Вариантов: 3"))
    await tap(person, "Сгенерировать")
    await variant(person, "Вариант 3 из 3")
    return [await variant(person, f"Вариант {number} из 3") for number in (1, 2, 3)]


def folded(screen: Screen) -> list[int]:
    return [one.id for one in labelled(screen, "Показать")]


async def test_choosing_marks_one_and_folds_the_others_to_a_line(anna: Person) -> None:
    first, second, third = await three_variants(anna)

    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: folded(screen) == [first.id, third.id])

    chosen = now(anna, second)
    assert chosen.text == POSTS[1]
    assert chosen.button("Выбрано").disabled
    line = now(anna, first)
    assert line.labels == ["Показать"]
    assert line.text.startswith("Вариант 1 · Лицензия кончается")
    assert "\n" not in line.text


async def test_a_folded_text_comes_back_letter_for_letter(anna: Person) -> None:
    first, second, _ = await three_variants(anna)
    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: first.id in folded(screen))

    await anna.click("Показать", of=first)

    await shows(anna, first, POSTS[0])
    assert now(anna, first).labels == first.labels


async def test_the_choice_moves_and_what_was_chosen_folds_in_its_turn(anna: Person, bot: Running) -> None:
    first, second, third = await three_variants(anna)
    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: folded(screen) == [first.id, third.id])
    await anna.click("Показать", of=third)
    await shows(anna, third, POSTS[2])

    moved = await anna.click("Выбрать", of=third)

    await anna.until(lambda screen: folded(screen) == [first.id, second.id])
    assert moved.text == "Выбор перенесён сюда."
    history = await bot.database.rows("SELECT * FROM choice ORDER BY id")
    assert [(row["variant_id"], row["user_id"]) for row in history] == [(2, anna.id), (3, anna.id)]
    assert history[0]["withdrawn_at"] is not None
    assert history[1]["chosen_at"]


async def test_choosing_a_refined_text_moves_the_choice_from_the_one_it_came_of(anna: Person) -> None:
    first, second, third = await three_variants(anna)
    await anna.click("Выбрать", of=first)
    await anna.until(lambda screen: folded(screen) == [second.id, third.id])
    await offers(anna, first, "Выбрано")

    await anna.click("Короче", of=first)
    shorter = await variant(anna, "версия 2")
    assert "Выбрано" in " ".join(now(anna, first).labels)
    await anna.click("Выбрать", of=shorter)

    await anna.until(lambda screen: folded(screen) == [first.id, second.id, third.id])
    assert now(anna, shorter).text == SHORT


async def test_what_was_walked_back_to_is_chosen_where_it_is_read(anna: Person) -> None:
    first, second, third = await three_variants(anna)
    await anna.click("Короче", of=first)
    shorter = await variant(anna, "версия 2")
    await anna.click("Вернуть", of=shorter)
    await shows(anna, shorter, POSTS[0])

    await anna.click("Выбрать", of=shorter)

    await anna.until(lambda screen: folded(screen) == [first.id, second.id, third.id])
    assert now(anna, shorter).text == POSTS[0]
    assert now(anna, shorter).button("Выбрано").disabled


async def test_a_folded_text_is_refined_by_a_reply(anna: Person, model: ScriptedEngine) -> None:
    first, second, _ = await three_variants(anna)
    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: first.id in folded(screen))

    await anna.send("позови с ноутбуком", reply_to=now(anna, first))

    assert EDITED in (await variant(anna, "версия 2")).text
    assert POSTS[0] in asked(model)


async def test_thumbs_are_given_changed_and_taken_back(anna: Person, bot: Running) -> None:
    first, *_ = await three_variants(anna)

    up = await anna.click("👍", of=first)
    await offers(anna, first, "👍 ✓")
    assert now(anna, first).button("👍").style == "success"
    down = await anna.click("👎", of=first)
    await offers(anna, first, "👎 ✓")
    assert now(anna, first).button("👍").text == "👍"
    off = await anna.click("👎", of=first)
    await anna.until(lambda _: now(anna, first).labels == first.labels)

    assert [up.text, down.text, off.text] == [
        "Отметил: нравится.",
        "Отметил: не нравится.",
        "Отметку снял.",
    ]
    given = await bot.database.rows("SELECT * FROM rating ORDER BY id")
    assert [(row["user_id"], row["value"]) for row in given] == [(anna.id, 1), (anna.id, -1)]
    assert all(row["rated_at"] and row["withdrawn_at"] for row in given)


async def test_a_thumb_pressed_twice_is_one_thumb(anna: Person, bot: Running) -> None:
    await three_variants(anna)

    for _ in range(2):
        await anna.press_data(Rate(variant_id=1, value=1).pack())

    rated = await Variants(bot.database).get(VariantId(1))
    assert rated is not None
    assert rated.rating is Rating.UP
    assert len(await bot.database.rows("SELECT * FROM rating")) == 1


async def test_a_star_is_given_and_taken_back_and_stays_on_the_folded_line(
    anna: Person, bot: Running
) -> None:
    first, second, _ = await three_variants(anna)

    await anna.click("В избранное", of=first)
    await offers(anna, first, "⭐ В избранном")
    starred = await bot.database.rows("SELECT * FROM favourite")
    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: first.id in folded(screen))

    assert [(row["variant_id"], row["user_id"]) for row in starred] == [(1, anna.id)]
    assert now(anna, first).text.startswith("⭐ Вариант 1")
    await anna.click("Показать", of=first)
    await offers(anna, first, "⭐ В избранном")
    await anna.click("В избранном", of=first)
    await offers(anna, first, "☆ В избранное")
    assert not await bot.database.rows("SELECT * FROM favourite")


async def test_nobody_picks_what_is_not_his(anna: Person, boris: Person, bot: Running) -> None:
    await three_variants(anna)
    forged = [
        Choose(variant_id=1).pack(),
        Show(variant_id=1).pack(),
        Rate(variant_id=1, value=1).pack(),
        Favour(variant_id=1, on=True).pack(),
    ]

    answers = [await boris.press_data(data) for data in forged]

    assert {answer.text for answer in answers} == {"Это кнопка из чужого задания."}
    untouched = await Variants(bot.database).get(VariantId(1))
    assert untouched is not None
    assert (untouched.chosen, untouched.rating, untouched.favourite) == (False, None, False)


async def test_messages_that_are_gone_or_too_old_keep_nothing_from_being_chosen(
    anna: Person, town: Town
) -> None:
    first, second, third = await three_variants(anna)
    await anna.delete(third)
    await town.fault(
        "error", "editMessageText", code=400, description="Bad Request: message can't be edited", after=1
    )

    before = len(await town.calls("editmessagetext"))
    await anna.click("Выбрать", of=second)
    await offers(anna, second, "Выбрано")
    async with asyncio.timeout(town.patience):
        while len(await town.calls("editmessagetext")) < before + 2:  # gone, too old
            await anna.look()
    await anna.click("Выбрать", of=first)

    await anna.until(lambda screen: folded(screen) == [second.id])
    await offers(anna, first, "Выбрано")


async def test_a_text_that_cannot_be_unfolded_in_its_place_comes_anew(anna: Person, town: Town) -> None:
    first, second, _ = await three_variants(anna)
    await anna.click("Выбрать", of=second)
    await anna.until(lambda screen: first.id in folded(screen))
    await town.fault("error", "editMessageText", code=400, description="Bad Request: message can't be edited")

    await anna.click("Показать", of=first)
    await anna.until(lambda screen: screen.last.text == POSTS[0])

    await anna.click("Выбрать", of=anna.last)
    await anna.until(lambda screen: second.id in folded(screen))
