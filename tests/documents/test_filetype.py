from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.errors import KINDS, BrokenFile, DocumentError, TooLarge, UnsupportedType, as_json, from_json
from documents.filetype import kind_of
from documents.reading import read_seed
from documents.seedtext import SeedText
from tests.documents.making import pdf_file, word_file, zipped

REAL = {"a.docx": word_file("Вебинар 15 марта"), "a.pdf": pdf_file(["Вебинар 15 марта"])}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("релиз.txt", b"text", "txt"),
        ("README", b"text", "txt"),
        ("a.MD", b"text", "md"),
        ("a.txt", b"  <!DOCTYPE html><p>x", "html"),
        ("a.txt", REAL["a.pdf"], "pdf"),
        ("a.doc", REAL["a.docx"], "docx"),
        ("a.mht", b"MIME-Version: 1.0", "mhtml"),
    ],
)
def test_the_content_says_what_a_file_is(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "doc"),
        ("a.rtf", b"{\\rtf1", "rtf"),
        ("a.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt"),
        ("a.docx", zipped({"xl/workbook.xml": b""}), "xlsx"),
        ("a.zip", zipped({"a.txt": b""}), "zip"),
        ("photo.txt", b"\xff\xd8\xff\xe0", "jpeg"),
        ("a.exe", b"MZ", "exe"),
    ],
)
def test_other_kinds_are_named(name: str, content: bytes, found: str) -> None:
    with pytest.raises(UnsupportedType) as refusal:
        kind_of(name, content)

    assert refusal.value.found == found


def test_a_text_named_docx_is_a_broken_docx() -> None:
    with pytest.raises(BrokenFile) as refusal:
        read_seed("a.docx", b"text")

    assert refusal.value.kind == "docx"


def test_more_than_telegram_gives_is_too_large() -> None:
    with pytest.raises(TooLarge) as refusal:
        read_seed("a.txt", bytes(20 * 1024 * 1024 + 1))

    assert refusal.value.size == refusal.value.limit + 1


@pytest.mark.parametrize("name", REAL)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_by_a_typed_error(name: str, data: st.DataObject) -> None:
    content = bytearray(REAL[name])
    damage = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(damage, min_size=1, max_size=12)):
        content[place] = value
    end = data.draw(st.integers(0, len(content)))

    assert isinstance(_outcome(name, bytes(content[:end] if end % 2 else content)), (SeedText, *KINDS))


@settings(deadline=None)
@given(name=st.text(max_size=20), content=st.binary(max_size=200))
def test_any_bytes_under_any_name_are_read_or_refused(name: str, content: bytes) -> None:
    assert isinstance(_outcome(name, content), (SeedText, *KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_crosses_the_border_of_a_process(kind: type[DocumentError]) -> None:
    error = kind(*range(len(fields(kind))))  # type: ignore[arg-type]

    assert str(from_json(as_json(error))) == str(error)


def _outcome(name: str, content: bytes) -> SeedText | DocumentError:
    try:
        return read_seed(name, content)
    except DocumentError as error:
        return error
