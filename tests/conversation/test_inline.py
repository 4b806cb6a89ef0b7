"""``@bot words`` in any chat: one's own texts, where they are needed."""

import pytest

from handlers import texts
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running
from tests.conversation.past import Past
from tests.people import Person, Town
from tests.screen import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

START = {"text": texts.access.ASK_ACCESS, "start_parameter": "access"}


@pytest.fixture
def past(anna: Person, bot: Running) -> Past:
    return Past.of(anna, bot)


def texts_of(answer: Json) -> list[str]:
    return [one["content"]["text"] for one in answer["results"]]


async def test_favourites_and_choices_are_offered_to_their_owner_only(
    anna: Person, boris: Person, past: Past
) -> None:
    stored = await past.brief("Анонс", "Выбранный <b>текст</b> & Ко", "В избранном", "Просто вариант")
    chosen, starred, _ = await past.texts(stored)
    await past.choose(chosen)
    await past.star(starred)

    offered = await anna.inline_answer("")

    assert texts_of(offered) == ["В избранном", "Выбранный <b>текст</b> & Ко"]
    assert [one["title"][:1] for one in offered["results"]] == ["⭐", "✅"]
    assert "Анонс" in offered["results"][0]["title"]
    assert (offered["is_personal"], offered["cache_time"], offered["button"]) == (True, 0, None)
    others = await boris.inline_answer("")
    assert (others["results"], others["button"]["text"]) == ([], texts.history.INLINE_NOTHING)


async def test_the_words_find_texts_as_the_history_does(anna: Person, past: Past) -> None:
    about_webinar = await past.brief("Анонс", "Приходите на вебинар", seed="Логос")
    about_pumps = await past.brief("Анонс", "Насосы для станции", seed="Логос")
    for stored in (about_webinar, about_pumps):
        await past.star(*await past.texts(stored))

    assert texts_of(await anna.inline_answer("вебинары логоса")) == ["Приходите на вебинар"]
    assert texts_of(await anna.inline_answer('"NEAR( OR *')) == []


async def test_a_text_is_posted_where_it_is_needed(anna: Person, past: Past, town: Town) -> None:
    stored = await past.brief("Анонс", "Готовый текст")
    await past.star(*await past.texts(stored))
    there = anna.at(await town.group())

    answer = await there.inline_answer("анонс")
    await there.choose_inline(answer["query_id"], answer["results"][0]["id"])

    await there.look()
    posted = there.messages[-1]
    assert (posted.text, posted.sender) == ("Готовый текст", "Анна (я)")
    assert "via_bot" in posted.raw
    await there.hears_nothing()


async def test_a_text_posted_to_the_bot_itself_opens_no_brief(anna: Person, past: Past) -> None:
    stored = await past.brief("Анонс", "Готовый текст о вебинаре по «Логосу»")
    await past.star(*await past.texts(stored))
    await anna.ask("/start")

    answer = await anna.inline_answer("")
    await anna.choose_inline(answer["query_id"], answer["results"][0]["id"])

    assert (await anna.sees("готовый текст")).text == texts.history.INLINE_OWN
    assert "1 бриф" in (await anna.ask("/history")).text


async def test_many_texts_come_by_the_offset_each_once(anna: Person, past: Past) -> None:
    written = [f"Текст {number}" for number in range(1, 31)]
    for part in (written[:15], written[15:]):
        await past.star(*await past.texts(await past.brief("Анонс", *part)))

    first = await anna.inline_answer("анонс")
    second = await anna.inline_answer("анонс", offset=first["next_offset"])

    assert (len(first["results"]), len(second["results"]), second["next_offset"]) == (20, 10, "")
    assert sorted(texts_of(first) + texts_of(second)) == sorted(written)


@pytest.mark.parametrize("offset", ["-1", "zehn", "9" * 60, "٣", "1.5"])
async def test_a_forged_offset_is_the_beginning(anna: Person, past: Past, offset: str) -> None:
    await past.star(*await past.texts(await past.brief("Анонс", "Текст")))

    assert texts_of(await anna.inline_answer("", offset=offset)) == ["Текст"]


async def test_a_text_longer_than_a_message_is_not_offered_by_half(anna: Person, past: Past) -> None:
    await past.star(*await past.texts(await past.brief("Анонс", "Длинный. " * 600, "Короткий")))

    assert texts_of(await anna.inline_answer("")) == ["Короткий"]


async def test_a_stranger_gets_the_way_to_the_bot_and_nothing_else(stranger: Person, past: Past) -> None:
    await past.star(*await past.texts(await past.brief("Анонс", "Текст Анны")))

    answer = await stranger.inline_answer("анонс")

    assert (answer["results"], answer["button"]) == ([], START)
    assert (answer["is_personal"], answer["cache_time"]) == (True, 0)
    offer = await stranger.ask(f"/start {answer['button']['start_parameter']}")
    assert "Доступ открывает администратор" in offer.text


async def test_who_was_let_out_finds_his_texts_no_more(anna: Person, past: Past, bot: Running) -> None:
    await past.star(*await past.texts(await past.brief("Анонс", "Текст Анны")))
    await Users(bot.database).set_role(UserId(anna.id), Role.PENDING)

    answer = await anna.inline_answer("")

    assert (answer["results"], answer["button"]) == ([], START)
