"""What a user types becomes an FTS5 expression: laws, on a real index in memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import words
from storage.migrations import FOLDER

OPERATORS = st.sampled_from(
    [*"\"'*^:()-+{}%_\\\0 🎉ёﬁⅧ\u0301", "AND", "OR", "NOT", "NEAR(", "brief:", "слово"]
)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        script = (FOLDER / "003_search.sql").read_text(encoding="utf-8")
        connection.executescript(script[: script.index("CREATE TRIGGER")])
        yield connection


def finds(index: sqlite3.Connection, query: str, text: str) -> bool:
    index.execute("DELETE FROM search")
    index.execute("INSERT INTO search (brief, texts) VALUES (?, '')", (words.indexed(text),))
    expression = words.query(query)
    if expression is None:
        return False
    return bool(index.execute("SELECT 1 FROM search WHERE search MATCH ?", (expression,)).fetchall())


@given(st.one_of(st.text(), st.lists(OPERATORS).map("".join), st.lists(OPERATORS).map(" ".join)))
def test_no_query_is_an_error(index: sqlite3.Connection, query: str) -> None:
    finds(index, query, "слово")


@given(st.one_of(st.text(max_size=80), st.lists(OPERATORS, max_size=9).map("".join)))
def test_a_text_is_found_by_itself(index: sqlite3.Connection, text: str) -> None:
    assert finds(index, text, text) == (words.query(text) is not None)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("вебинары", "Приходите на вебинар"),
        ("вебинар", "Вебинаров будет три"),
        ("логоса", "продукт «ЛОГОС»"),
        ("учет", "Учёт воды"),
        ("учёт", "учета воды"),
        ("дни", "один день"),
        ("гидрогео", "ЛОГОС Гидрогеология"),
        ("турбины", "Текст о турбине"),
        ("реакторы", "реактор"),
        ("росатома", "Росатомом"),
        ("2026", "осенью 2026 года"),
        ("на вебинаре", "Вебинар по расчётам"),
        ("logos-cae.ru", "Пишите: logos-cae.ru/apr24"),
        ("ВЕБИНАР, логос!", "логос: вебинар"),
    ],
)
def test_words_are_found_in_other_forms_and_by_their_beginnings(
    index: sqlite3.Connection, query: str, text: str
) -> None:
    assert finds(index, query, text)


@pytest.mark.parametrize("query", ["логос насос", "вебинарная", "го"])
def test_other_words_are_not_found(index: sqlite3.Connection, query: str) -> None:
    assert not finds(index, query, "Вебинар «ЛОГОС»")


def test_a_very_long_query_is_one_by_its_first_words(index: sqlite3.Connection) -> None:
    text = " ".join(f"слово{number}" for number in range(5000))

    assert finds(index, text, text)
