"""Laws of the lists: whatever is in them, they fit a message, and their buttons lead where they say."""

from datetime import UTC, datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from copywriting.brief import AngleSlug, Brief, PlatformSlug, Tone
from documents.splitting import utf16
from handlers import export_buttons, history_buttons, paging_buttons, texts
from handlers.history import query_of
from handlers.history_buttons import FavouritesPage, HistoryPage
from sandbox.entities import message_text
from storage.history import Entry, Pick
from storage.paging import Page
from storage.records import BriefId, ChatId, Delivery, JobId, StoredBrief, UserId, Variant, VariantId

NOW = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)
MOST = 2**62  # ids that SQLite may give
NASTY = st.text(alphabet=st.sampled_from("<>&\"'я🎉 \n\t_*[]`—"), max_size=400) | st.text(max_size=400)


def brief_of(seed: str, task: str) -> Brief:
    return Brief(seed, task, PlatformSlug("telegram_post"), Tone("деловой"))


def stored(brief: Brief) -> StoredBrief:
    return StoredBrief(BriefId(MOST), UserId(MOST), ChatId(MOST), brief, 6, None, NOW)


def pick(text: str, brief: Brief) -> Pick:
    variant = Variant(
        VariantId(MOST),
        JobId(MOST),
        BriefId(MOST),
        UserId(MOST),
        ChatId(MOST),
        position=0,
        total=6,
        angle=AngleSlug("pain"),
        seed=0,
        text=text,
        report=None,
        delivery=Delivery.SENT,
        message_id=None,
        parent_id=None,
        chosen=True,
    )
    return Pick(variant, brief)


def buttons(keyboard: InlineKeyboardMarkup) -> list[InlineKeyboardButton]:
    return [one for row in keyboard.inline_keyboard for one in row]


def check_sizes(keyboard: InlineKeyboardMarkup) -> None:
    for row in keyboard.inline_keyboard:
        assert 1 <= len(row) <= 8
    for one in buttons(keyboard):
        assert len((one.callback_data or "").encode()) <= 64
        assert one.text.strip()
        if one.copy_text is not None:
            assert 1 <= utf16(one.copy_text.text) <= 256


@given(st.integers(1, 60).flatmap(lambda pages: st.tuples(st.integers(1, pages), st.just(pages))))
def test_arrows_lead_to_neighbours_that_exist(where: tuple[int, int]) -> None:
    number, pages = where

    def to(target: int) -> CallbackData:
        return FavouritesPage(number=target)

    row = paging_buttons.row(number, pages, to)

    if pages == 1:
        assert row == []
        return
    left, label, right = row
    assert label.text == f"{number} из {pages}"
    leads = [FavouritesPage.unpack(one.callback_data).number for one in (left, right) if one.callback_data]
    assert leads == [one for one in (number - 1, number + 1) if 1 <= one <= pages]
    assert all((one.callback_data is None) == (one.disabled is not None) for one in row)


@given(NASTY)
def test_the_words_of_a_search_are_read_back_from_its_list(typed: str) -> None:
    query = query_of(typed) or "слово"
    shown = message_text(texts.history.found(query, 3), "HTML", [])

    (code,) = [MessageEntity(**one) for one in shown.entities if one["type"] == "code"]

    assert code.extract_from(shown.text) == query


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=5))
def test_a_page_of_the_history_fits_a_message_whatever_is_in_it(rows: list[tuple[str, str]]) -> None:
    briefs = [stored(brief_of(seed * 20, task * 5)) for seed, task in rows]
    page = Page(tuple(Entry(one, 1000, 1000, "да") for one in briefs), 7, 9, 1000)
    lines = [
        texts.history.line(
            number, "22 ноября 2025, 15:05", "Площадка", one.brief.brief, "1 000 текстов ⭐ ✅"
        )
        for number, one in history_buttons.numbered(page)
    ]

    shown = message_text("\n\n".join([texts.history.found("я" * 100, 1000), *lines]), "HTML", [])

    assert utf16(shown.text) <= texts.words.MESSAGE_LIMIT
    check_sizes(history_buttons.history(page, searched=True))


@given(NASTY, NASTY, st.lists(NASTY, max_size=40))
def test_an_opened_brief_fits_a_message_whatever_is_in_it(seed: str, task: str, written: list[str]) -> None:
    lines = [
        texts.history.text_line(number, "боль клиента", 12, " ✅ ⭐", text * 3)
        for number, text in enumerate(written, start=1)
    ]
    brief = brief_of(seed * 100, task)

    shown = message_text(texts.history.opened(brief, "Площадка", "22 ноября, 15:05", lines), "HTML", [])

    assert utf16(shown.text) <= texts.words.MESSAGE_LIMIT
    check_sizes(history_buttons.opened(stored(brief), texts_written=len(lines), after=MOST))
    check_sizes(history_buttons.deletion(stored(brief)))
    check_sizes(history_buttons.more_texts(BriefId(MOST), first=10_000, after=MOST))


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=5))
def test_a_page_of_favourites_fits_a_message_whatever_is_in_it(rows: list[tuple[str, str]]) -> None:
    picks = tuple(pick(text, brief_of("", task)) for text, task in rows if text)
    lines = [
        texts.history.favourite_line(number, "Площадка", one.brief, one.variant.text or "", chosen=True)
        for number, one in enumerate(picks, start=1)
    ]

    shown = message_text("\n\n".join([texts.history.favourites_heading(1000), *lines]), "HTML", [])

    assert utf16(shown.text) <= texts.words.MESSAGE_LIMIT
    check_sizes(history_buttons.favourites(Page(picks, 7, 9, 1000)))


def test_the_buttons_of_the_export_fit_also_the_largest_ids() -> None:
    def file(form: export_buttons.Format) -> CallbackData:
        return export_buttons.BriefFile(brief_id=MOST, format=form)

    check_sizes(export_buttons.menu(chosen=True))
    check_sizes(export_buttons.formats(file, HistoryPage(number=1, searched=False)))


@given(NASTY, NASTY)
def test_an_inline_offer_has_a_title_and_a_line_of_its_text(task: str, text: str) -> None:
    title = texts.history.inline_title("Площадка", task, chosen=True, favourite=True)

    assert title.startswith("✅⭐ Площадка")
    assert "\n" not in title + texts.history.inline_description(text)
    assert len(texts.history.inline_description(text)) <= texts.history.TEXT_SHOWN
