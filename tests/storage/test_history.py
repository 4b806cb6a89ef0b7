"""The history by the page, by words, and row by row."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.order import Change
from storage import paging
from storage.history import ExportRow, OfBrief, OfFavourites, OfPeriod, Scope
from storage.records import BriefId, UserId
from tests.storage.conftest import ANNA, BORIS, BRIEF, NOON, Shelf, Watch


async def found(shelf: Shelf, query: str, user_id: UserId = ANNA) -> list[str]:
    return [entry.brief.brief.task for entry in (await shelf.history.page(user_id, query=query)).items]


async def test_the_newest_brief_comes_first_with_its_counts(shelf: Shelf) -> None:
    older = await shelf.brief(task="старый")
    await shelf.brief(task="новый")
    first, second = await shelf.write(older, "Один", "Два")
    await shelf.variants.choose(second.id, ANNA)
    await shelf.opinions.favour(first.id, ANNA, True)

    page = await shelf.history.page(ANNA)

    assert [(one.brief.brief.task, one.texts, one.favourites, one.chosen) for one in page.items] == [
        ("новый", 0, 0, None),
        ("старый", 2, 1, "Два"),
    ]


async def test_a_page_past_the_end_is_the_last_one(shelf: Shelf) -> None:
    for number in range(7):
        await shelf.brief(task=str(number))

    page = await shelf.history.page(ANNA, 99, size=3)

    assert ([one.brief.brief.task for one in page.items], page.number, page.pages) == (["0"], 3, 3)


@given(st.integers(-5, 50), st.integers(1, 7), st.integers(0, 40))
async def test_pages_cover_everything_once_and_always_exist(number: int, size: int, total: int) -> None:
    everything = list(range(total))

    async def fetch(limit: int, offset: int) -> list[int]:
        return everything[offset : offset + limit]

    asked = await paging.page(number, size, total, fetch)
    pages = [await paging.page(one, size, total, fetch) for one in range(1, asked.pages + 1)]

    assert [item for page in pages for item in page.items] == everything
    assert 1 <= asked.number <= asked.pages
    assert asked == pages[asked.number - 1]


async def test_every_word_must_be_there_but_may_be_anywhere(shelf: Shelf) -> None:
    brief = await shelf.brief(seed="ЛОГОС", task="пригласить коллег")
    await shelf.brief(seed="ЛОГОС", task="другое")
    await shelf.write(brief, "Приходите на вебинар")

    assert await found(shelf, "логос приглашать вебинар") == []
    assert await found(shelf, "логос пригласить вебинары") == ["пригласить коллег"]


async def test_a_changed_brief_is_found_by_its_new_words_only(shelf: Shelf) -> None:
    brief = await shelf.brief(seed="насос", task="задача")
    await shelf.write(brief, "Текст о турбине")
    await shelf.briefs.append_seed(brief.id, "и клапан")
    assert await found(shelf, "насос клапан") == ["задача"]

    await shelf.briefs.change(brief.id, replace(BRIEF, seed="реактор", task="другая"), 2)

    assert await found(shelf, "насос") == []
    assert await found(shelf, "реакторы турбины") == ["другая"]


async def test_nobody_finds_what_is_not_his(shelf: Shelf) -> None:
    await shelf.brief(seed="тайна")

    assert await found(shelf, "тайна", BORIS) == []


async def test_a_deleted_brief_is_not_found(shelf: Shelf) -> None:
    brief = await shelf.brief(seed="тайна")
    await shelf.briefs.delete(brief.id)

    assert await shelf.database.rows("SELECT rowid FROM search WHERE search MATCH 'тайна'") == []


async def test_a_blank_query_finds_everything_and_one_without_words_nothing(shelf: Shelf) -> None:
    await shelf.brief(task="всё")

    assert (await found(shelf, "  "), await found(shelf, "🎉 !!")) == (["всё"], [])


@pytest.mark.parametrize(
    "query", ['"', "NEAR(а", "brief:тайна", "а OR", "*", "-тайна", "^тайна", "'; DROP TABLE brief; --"]
)
async def test_operators_are_words_like_others(shelf: Shelf, query: str) -> None:
    await shelf.brief(seed="тайна")

    assert (await shelf.history.page(ANNA, query=query)).pages == 1
    assert isinstance(await shelf.history.picks(ANNA, query), tuple)


async def test_favourites_come_latest_star_first(shelf: Shelf, watch: Watch) -> None:
    first, second, third = await shelf.write(await shelf.brief(), "Один", "Два", "Три")
    for one in (second, third, first):
        await shelf.opinions.favour(one.id, ANNA, True)
        watch.forward(seconds=1)
    await shelf.opinions.favour(third.id, ANNA, False)

    page = await shelf.history.favourites(ANNA)

    assert [pick.variant.text for pick in page.items] == ["Один", "Два"]
    assert page.items[0].brief.task == "анонс"


async def test_inline_offers_the_users_own_favourites_and_choices(shelf: Shelf) -> None:
    first, second, _ = await shelf.write(await shelf.brief(seed="насос"), "Один", "Два", "Три")
    (other,) = await shelf.write(await shelf.brief(BORIS, seed="насос"), "Чужой")
    await shelf.opinions.favour(first.id, ANNA, True)
    await shelf.variants.choose(second.id, ANNA)
    await shelf.opinions.favour(other.id, BORIS, True)

    assert [pick.variant.text for pick in await shelf.history.picks(ANNA, "насосы")] == ["Два", "Один"]
    assert await shelf.history.picks(ANNA, "турбина") == ()


async def exported(shelf: Shelf, scope: Scope, user_id: UserId = ANNA) -> list[ExportRow]:
    return [row async for row in shelf.history.export_rows(user_id, scope)]


async def test_an_export_holds_what_it_was_asked_for(shelf: Shelf, watch: Watch) -> None:
    brief = await shelf.brief()
    first, second = await shelf.write(brief, "Один", "Два")
    watch.forward(days=1)
    third = await shelf.refine(second, "Два короче")
    await shelf.opinions.favour(first.id, ANNA, True)
    await shelf.variants.choose(third.id, ANNA)

    async def texts(scope: Scope) -> list[str | None]:
        return [row.variant.text for row in await exported(shelf, scope)]

    day = timedelta(days=1)
    assert await texts(OfBrief(brief.id)) == ["Один", "Два", "Два короче"]
    assert await texts(OfFavourites()) == ["Один"]
    assert await texts(OfPeriod(NOON, NOON + day)) == ["Один", "Два"]
    assert await texts(OfPeriod(NOON, NOON + 2 * day, chosen=True)) == ["Два короче"]


async def test_a_row_of_an_export_says_where_the_text_came_from(shelf: Shelf) -> None:
    brief = await shelf.brief()
    (first,) = await shelf.write(brief, "Один")
    await shelf.refine(first, "короче")

    rows = await exported(shelf, OfBrief(brief.id))

    assert [(row.change, row.variant.version, row.brief, row.written_at) for row in rows] == [
        (None, 1, brief.brief, NOON),
        (Change.SHORTER, 2, brief.brief, NOON),
    ]


async def test_an_export_is_the_users_own(shelf: Shelf) -> None:
    brief = await shelf.brief()
    await shelf.write(brief, "Один")

    assert await exported(shelf, OfBrief(brief.id), BORIS) == []
    assert await exported(shelf, OfBrief(BriefId(99))) == []


async def test_a_long_export_is_complete(shelf: Shelf) -> None:
    brief = await shelf.brief()
    await shelf.write(brief, *(str(number) for number in range(205)))

    assert len(await exported(shelf, OfBrief(brief.id))) == 205
