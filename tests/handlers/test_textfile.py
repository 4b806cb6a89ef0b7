import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.textfile import decode, is_text_name

TEXT = "Вебинар «Логос» — 24 апреля в 15:00. Участие бесплатное, запись пришлём."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_russian_files_are_read_whatever_wrote_them(encoding: str) -> None:
    data = TEXT.encode(encoding, "replace") if encoding == "koi8-r" else TEXT.encode(encoding)

    text = decode(data)

    assert text is not None
    assert "Участие бесплатное, запись пришлём." in text


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0", bytes(range(128, 256)) * 20]
)
def test_what_is_no_text_is_not_read_as_one(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("a.TXT", True), ("b.md", True), ("c.docx", False), ("", False)]
)
def test_text_files_are_told_by_their_name(name: str, expected: bool) -> None:
    assert is_text_name(name) is expected


@given(st.text())
def test_utf8_is_read_back_as_it_was(text: str) -> None:
    whole = text.replace("\0", "").removeprefix("\ufeff")

    assert decode(whole.encode("utf-8", "ignore")) == whole.encode("utf-8", "ignore").decode()


@given(st.binary())
def test_no_bytes_break_the_reading(data: bytes) -> None:
    decode(data)
