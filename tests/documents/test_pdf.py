import pytest

from documents.errors import BrokenFile, Encrypted, Scanned, TooManyPages
from documents.reading import read_seed
from documents.seedtext import Note, NoteKind
from tests.documents.making import locked, pdf_file


def test_a_text_layer_is_read_with_the_number_of_pages() -> None:
    seed = read_seed("релиз.pdf", pdf_file(["Вебинар «Логос»"], ["Цена 1500 руб."]))

    assert (seed.text, seed.pages) == ("Вебинар «Логос»\n\nЦена 1500 руб.", 2)


def test_a_sentence_broken_by_the_paper_is_whole_again() -> None:
    content = pdf_file(
        ["Росатом представил новую плат-", "форму для расчётов", "на прочность.", "Цена вырастет"]
    )

    assert read_seed("a.pdf", content).text == (
        "Росатом представил новую платформу для расчётов на прочность.\nЦена вырастет"
    )


def test_pages_without_text_are_told() -> None:
    seed = read_seed("a.pdf", pdf_file(["Вебинар"], [], []))

    assert seed.notes == (Note(NoteKind.EMPTY_PAGES, number=2),)


def test_a_scan_has_no_text_layer() -> None:
    with pytest.raises(Scanned) as refusal:
        read_seed("a.pdf", pdf_file([], [], []))

    assert refusal.value.pages == 3


def test_a_password_is_needed() -> None:
    with pytest.raises(Encrypted):
        read_seed("a.pdf", locked(pdf_file(["Тайна"]), "secret"))


def test_a_pdf_protected_against_changes_only_is_read() -> None:
    assert read_seed("a.pdf", locked(pdf_file(["Не тайна"]), "")).text == "Не тайна"


def test_five_hundred_pages_are_too_many() -> None:
    with pytest.raises(TooManyPages) as refusal:
        read_seed("a.pdf", pdf_file(*[["Страница"]] * 500))

    assert (refusal.value.pages, refusal.value.limit) == (500, 300)


def test_pages_are_counted_where_the_file_lies_about_them() -> None:
    content = pdf_file(*[["Страница"]] * 301).replace(b"/Count 301", b"/Count   1")

    with pytest.raises(TooManyPages):
        read_seed("a.pdf", content)


def test_half_a_pdf_is_broken_or_read_as_far_as_it_goes() -> None:
    content = pdf_file(["Вебинар"], ["Цена"])

    with pytest.raises((BrokenFile, Scanned)):
        read_seed("a.pdf", content[: len(content) // 4])
