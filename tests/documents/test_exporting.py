import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.exporting import Column, ExportRow, ExportWords, to_csv, to_docx, to_jsonl
from documents.exporting.csvfile import CELL_LIMIT, unguard

WORDS = ExportWords("Тексты", {column: f"Столбец {column}" for column in Column}, "да", "нет")
PLAIN = ExportRow(
    brief_id=7,
    created=datetime(2026, 7, 1, 14, 30, tzinfo=UTC),
    seed="Вебинар 15 марта",
    task="анонсировать вебинар",
    platform="Telegram",
    tone="деловой",
    angle="боль клиента",
    text="Первый абзац.\n\nВторой абзац.",
    version=3,
    chosen=True,
    rating=-1,
)
REST = ("да", "нет", "👎", "Первый абзац.\n\nВторой абзац.", "Вебинар 15 марта")
DIRECT = ExportRow(
    brief_id=8,
    created=datetime(2026, 7, 2, tzinfo=UTC),
    seed="",
    task="",
    platform="Директ",
    tone="",
    angle="",
    text="Заголовок: А",
    fields=(("Заголовок", "Считайте быстрее"), ("Текст", "Логос\nв облаке")),
)
ROWS = st.builds(
    ExportRow,
    brief_id=st.integers(0, 10**12),
    created=st.datetimes(timezones=st.just(UTC)),
    seed=st.text(),
    task=st.text(),
    platform=st.text(),
    tone=st.text(),
    angle=st.text(),
    text=st.text() | st.sampled_from(["=1+1", " +7 495", "'цитата'", "@handle", '"a";b\r\n', "\t-"]),
    rating=st.sampled_from([None, 1, -1]),
    fields=st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple),
)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@settings(deadline=None)
@given(st.lists(ROWS, max_size=3))
def test_a_table_is_read_back_as_it_was(rows: list[ExportRow]) -> None:
    cells = [dict(zip(Column, map(unguard, line), strict=True)) for line in table(to_csv(rows, WORDS))[1:]]

    assert [(cell[Column.TEXT], cell[Column.SEED], cell[Column.TASK]) for cell in cells] == [
        (row.text, row.seed, row.task) for row in rows
    ]


@settings(deadline=None)
@given(st.lists(ROWS, max_size=3))
def test_no_cell_is_a_formula(rows: list[ExportRow]) -> None:
    assert not [
        cell for line in table(to_csv(rows, WORDS)) for cell in line if cell.strip()[:1] in set("=+-@")
    ]


def test_a_table_opens_in_a_russian_excel() -> None:
    content = to_csv([PLAIN], WORDS)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert table(content) == [
        [f"Столбец {column}" for column in Column],
        ["7", "01.07.2026 14:30", "анонсировать вебинар", "Telegram", "деловой", "боль клиента", "3", *REST],
    ]


def test_a_cell_is_no_longer_than_excel_takes() -> None:
    long = ExportRow(**{**_values(PLAIN), "seed": "а" * 60_000})

    assert max(len(cell) for line in table(to_csv([long], WORDS)) for cell in line) == CELL_LIMIT


@settings(deadline=None)
@given(st.lists(ROWS, max_size=3))
def test_json_lines_are_read_back_as_they_were(rows: list[ExportRow]) -> None:
    assert [_row(json.loads(line)) for line in to_jsonl(rows).decode().split("\n")[:-1]] == rows


def test_a_document_has_a_heading_a_brief_and_a_block_a_text() -> None:
    document = Document(io.BytesIO(to_docx([PLAIN, PLAIN, DIRECT], WORDS)))
    styles = [(paragraph.style.name if paragraph.style else "") for paragraph in document.paragraphs]
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert (styles.count("Heading 1"), styles.count("Heading 2"), len(document.tables)) == (2, 3, 3)
    assert texts[:5] == [
        "Тексты",
        "Столбец brief_id 7 · анонсировать вебинар",
        "01.07.2026 · Telegram · деловой",
        "Столбец seed: Вебинар 15 марта",
        "боль клиента · Столбец version 3 · Столбец chosen · Столбец rating: 👎",
    ]


def test_fields_stand_in_a_table_of_two_columns() -> None:
    document = Document(io.BytesIO(to_docx([PLAIN, DIRECT], WORDS)))

    assert [[cell.text for cell in row.cells] for table in document.tables for row in table.rows] == [
        ["Первый абзац.\nВторой абзац."],
        ["Заголовок", "Считайте быстрее"],
        ["Текст", "Логос\nв облаке"],
    ]


@settings(max_examples=15, deadline=None)
@given(ROWS, st.text(st.characters(categories=["Cc", "Cs", "Cn", "L"]), max_size=20))
def test_any_characters_make_a_document_that_opens(row: ExportRow, text: str) -> None:
    content = to_docx([row, ExportRow(**{**_values(row), "text": text})], WORDS)

    assert len(Document(io.BytesIO(content)).tables) == 2


def _values(row: ExportRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _row(values: dict[str, Any]) -> ExportRow:
    created = datetime.fromisoformat(values["created"])
    return ExportRow(**{**values, "created": created, "fields": tuple(map(tuple, values["fields"]))})
