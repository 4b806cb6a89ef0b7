"""Files to keep: which texts are in them, and that they open where people open them."""

import csv
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from handlers import texts
from storage.records import Rating
from tests.conversation.conftest import Running
from tests.conversation.past import Past
from tests.people import Person
from tests.screen import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIRECT = "Заголовок 1: Перенос модели\nЗаголовок 2: Логос\nТекст: Покажем перенос модели. Запишитесь."


@pytest.fixture
def past(anna: Person, bot: Running) -> Past:
    return Past.of(anna, bot)


async def choose_format(anna: Person, label: str) -> Message:
    """Press a format and get the file."""
    await anna.until(lambda screen: any(label in one for message in screen.said for one in message.labels))
    asked = anna.last
    await anna.click(label)
    return await anna.until(
        lambda screen: next((one for one in screen.said if one.file_name and one.id > asked.id), None)
    )


def as_excel_reads(content: bytes) -> list[list[str]]:
    """A Russian Excel takes the encoding from the mark and splits at semicolons."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def test_a_brief_as_a_word_document(anna: Person, past: Past) -> None:
    stored = await past.brief("Анонс", "Первый абзац.\n\nВторой абзац.", "Другой текст", seed="Логос")
    first, _ = await past.texts(stored)
    await past.choose(first)
    await anna.ask("/history")
    await anna.click("1")
    await anna.sees("Бриф от")
    await anna.click("Экспорт")
    await anna.sees("В каком виде?")

    sent = await choose_format(anna, "Word")

    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Moscow")).date()
    assert sent.file_name == f"Copydesk, бриф {stored.id}, {today:%Y-%m-%d}.docx"
    assert sent.text == f"Бриф {stored.id}: 2 текста"
    document = Document(io.BytesIO(await anna.download(sent)))
    headings = [one.text for one in document.paragraphs if "Heading" in str(one.style and one.style.name)]
    assert headings[0] == f"Бриф {stored.id} · Анонс"
    assert "Выбран" in headings[1]
    cells = [table.cell(0, 0).text for table in document.tables]
    assert cells == ["Первый абзац.\nВторой абзац.", "Другой текст"]


async def test_the_chosen_texts_of_a_week_as_a_table_for_excel(anna: Person, past: Past) -> None:
    stored = await past.brief("Анонс; с «кавычками»", "Текст; с точкой\nи строкой", "Не выбран")
    chosen, _ = await past.texts(stored)
    await past.choose(chosen)
    await past.shelf.opinions.rate(chosen.id, past.user_id, Rating.UP)

    await anna.ask("/export")
    await anna.click("7 дней")
    await anna.sees("выбранные за 7 дней")
    table = as_excel_reads(await anna.download(await choose_format(anna, "Excel")))

    heads, *rows = table
    (row,) = [dict(zip(heads, one, strict=True)) for one in rows]
    assert row["Задача"] == "Анонс; с «кавычками»"
    assert row["Текст"] == "Текст; с точкой\nи строкой"
    assert (row["Площадка"], row["Выбран"], row["Избранное"], row["Оценка"]) == (
        "Пост в Telegram-канале",
        "да",
        "нет",
        "👍",
    )


async def test_all_texts_of_all_time_as_json_lines(anna: Person, past: Past) -> None:
    await past.brief("Анонс", "Один", "Два")
    await past.brief("Новость", DIRECT, platform="yandex_direct")

    await anna.ask("/export")
    await anna.click("Все тексты")
    await anna.until(lambda screen: "✓ Все тексты" in screen.last.labels)
    await anna.click("За всё время")
    await anna.sees("все за всё время")
    lines = (await anna.download(await choose_format(anna, "JSON"))).decode("utf-8").splitlines()

    rows = [json.loads(one) for one in lines]
    assert [one["text"] for one in rows] == ["Один", "Два", DIRECT]
    assert [label for label, _ in rows[2]["fields"]] == ["Заголовок 1", "Заголовок 2", "Текст"]


async def test_favourites_whatever_they_begin_with_run_in_no_spreadsheet(anna: Person, past: Past) -> None:
    dangerous = (
        '=HYPERLINK("http://evil","x")',
        "+7 495 123-45-67",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1",
    )
    stored = await past.brief("=1+1", *dangerous)
    await past.star(*await past.texts(stored))

    await anna.ask("/export")
    await anna.click("Избранное")
    await anna.sees("избранное")
    table = as_excel_reads(await anna.download(await choose_format(anna, "Excel")))

    assert len(table) == 1 + len(dangerous)
    cells = [cell for row in table for cell in row]
    assert not [one for one in cells if one.lstrip().startswith(tuple("=+-@＝"))]
    texts_in_it = [row[table[0].index("Текст")] for row in table[1:]]
    assert texts_in_it == [f"'{one}" for one in dangerous]


async def test_texts_out_of_the_period_are_left_out(anna: Person, past: Past, bot: Running) -> None:
    stored = await past.brief("Анонс", "Старый", "Новый")
    old, _ = await past.texts(stored)
    async with bot.database.transaction() as tx:
        await tx.execute(
            "UPDATE variant SET stored_at = '2020-01-01T00:00:00.000+00:00' WHERE id = ?", (old.id,)
        )

    await anna.ask("/export")
    await anna.click("Все тексты")
    await anna.until(lambda screen: "✓ Все тексты" in screen.last.labels)
    await anna.click("30 дней")
    await anna.sees("все за 30 дней")
    lines = (await anna.download(await choose_format(anna, "JSON"))).decode("utf-8").splitlines()

    assert [json.loads(one)["text"] for one in lines] == ["Новый"]


async def test_an_empty_export_says_so(anna: Person, past: Past) -> None:
    await past.brief("Анонс", "Не выбранный")
    await anna.ask("/export")
    await anna.click("90 дней")
    await anna.sees("В каком виде?")

    answer = await anna.click("Word")

    assert answer.text == texts.export.NOTHING
    assert not [one for one in (await anna.look()).said if one.file_name]


async def test_the_way_back_leads_to_where_the_choice_was_made(anna: Person, past: Past) -> None:
    await past.brief("Анонс", "Текст")
    await anna.ask("/export")
    await anna.click("7 дней")
    await anna.sees("В каком виде?")
    await anna.click("Назад")
    await anna.until(lambda screen: "7 дней" in screen.last.labels)

    await anna.ask("/history")
    await anna.click("1")
    view = await anna.sees("Бриф от")
    await anna.click("Экспорт", of=view)
    await anna.until(lambda screen: "В каком виде?" in screen.last.text)
    await anna.click("Назад")
    await anna.until(lambda screen: "Задача: Анонс" in screen.last.text)
    assert anna.last.id == view.id


@pytest.mark.parametrize(
    "data", ["export_days:8:1", "file_days:8:1:docx", "file_stars:exe", "file_days:7:1:pdf"]
)
async def test_forged_periods_and_formats_do_nothing(anna: Person, data: str) -> None:
    await anna.ask("/start")

    assert (await anna.press_data(data)).text == texts.card.OLD_BUTTON


async def test_nobody_exports_the_brief_of_another(anna: Person, boris: Person, past: Past) -> None:
    stored = await past.brief("Тайная задача", "Тайный текст")
    await boris.ask("/start")

    for data in (f"export_brief:{stored.id}", f"file_brief:{stored.id}:jsonl"):
        assert (await boris.press_data(data)).text == texts.card.NOT_YOURS
    for data in ("file_stars:jsonl", "file_days:0:0:jsonl"):
        assert (await boris.press_data(data)).text == texts.export.NOTHING

    assert not [one for one in (await boris.look()).said if one.file_name]
