"""What is said about files: every reason and every note has words, and a long offer still fits a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import KINDS, DocumentError
from documents.seedtext import Note, NoteKind
from documents.shorten import Shortened
from handlers import texts

VALUES = {
    "found": "xlsx",
    "size": 30_000_000,
    "limit": 300,
    "kind": "pdf",
    "pages": 500,
    "unpacked": 70_000_000,
    "entries": 3,
    "seconds": 30,
    "megabytes": 1024,
}


def example(kind: type[DocumentError]) -> DocumentError:
    return kind(**{name: VALUES[name] for name in kind.__annotations__})


@pytest.mark.parametrize("kind", KINDS)
def test_every_reason_says_which_file_and_what_to_do(kind: type[DocumentError]) -> None:
    sentence = texts.files.refusal(example(kind), "<релиз>.pdf")

    assert sentence.startswith("📎 &lt;релиз&gt;.pdf: ")
    assert sentence.endswith(".")
    assert kind.__name__ not in sentence
    assert "прочитать файл не получилось" not in sentence  # that is for what nobody has thought of


def test_a_reason_that_nobody_has_thought_of_has_words_too() -> None:
    assert "прочитать файл не получилось" in texts.files.refusal(DocumentError(), "")


@pytest.mark.parametrize("kind", NoteKind)
def test_every_note_names_its_file(kind: NoteKind) -> None:
    sentence = texts.files.note(Note(kind, 2, "cp1251"), "релиз & Ко.pdf")

    assert sentence.startswith("релиз &amp; Ко.pdf: ")
    assert kind.value not in sentence.removeprefix("релиз &amp; Ко.pdf: ")


@given(
    st.text(max_size=9000),
    st.integers(0, 10_000),
    st.integers(1, 10_000),
    st.lists(st.text(max_size=300), max_size=50),
)
def test_an_offer_fits_a_message(text: str, kept: int, dropped: int, facts: list[str]) -> None:
    shortened = Shortened(text, kept, dropped, tuple(facts))

    words = texts.files.offer(shortened, 1_000_000)

    shown = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert len(shown.encode("utf-16-le")) // 2 < texts.words.MESSAGE_LIMIT + texts.files.SHORTENED_SHOWN
    assert len(shown) < texts.words.MESSAGE_LIMIT


def test_the_file_of_a_shortened_text_holds_all_of_it_and_all_that_was_lost() -> None:
    shortened = Shortened("Оставлено", 1, 2, ("24 апреля", "15:00"))

    assert texts.files.shortened_file(shortened) == ("Оставлено\n\nНе вошли факты:\n— 24 апреля\n— 15:00")
    assert texts.files.shortened_file(Shortened("Всё", 1, 2, ())) == "Всё"
