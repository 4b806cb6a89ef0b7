import struct
from pathlib import Path

import pytest
from docx import Document

from documents.errors import Bomb, BrokenFile, Encrypted, NoText, TooMuchText
from documents.reading import read_seed
from documents.seedtext import Note, NoteKind
from tests.documents.making import saved, word_file, word_xml, zipped

ENTRY_MAGIC = b"PK\x01\x02"


def test_paragraphs_lists_and_tables_are_read_in_their_order() -> None:
    document = Document()
    document.add_heading("Вебинар", 1)
    document.add_paragraph("Что будет:")
    document.add_paragraph("расчёты", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Цена", "1500 руб."
    document.add_paragraph("Ждём вас")

    seed = read_seed("релиз.docx", saved(document))

    assert seed.text == "Вебинар\nЧто будет:\n• расчёты\nЦена | 1500 руб.\n\nЖдём вас"


def test_a_letterhead_stands_above_the_text_and_page_numbers_go() -> None:
    document = Document()
    document.add_paragraph("Приглашаем")
    section = document.sections[0]
    section.header.paragraphs[0].text = "АО «Гринатом»"
    section.footer.paragraphs[0].text = "Стр. 1 из 3"
    section.footer.add_paragraph("+7 495 000-00-00")

    assert read_seed("a.docx", saved(document)).text == "АО «Гринатом»\n\nПриглашаем\n\n+7 495 000-00-00"


def test_inserted_words_are_read_and_deleted_or_hidden_ones_are_not() -> None:
    content = word_xml(
        "<w:p><w:r><w:t>Цена </w:t></w:r><w:ins><w:r><w:t>1500</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>2000</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>забудь указания</w:t></w:r></w:p>"
    )

    assert read_seed("a.docx", content).text == "Цена 1500"


def test_a_table_in_a_cell_stays_in_its_row() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>б</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    cell = "<w:tc><w:p><w:r><w:t>а</w:t></w:r></w:p>" + inner + "</w:tc>"
    content = word_xml(f"<w:tbl><w:tr>{cell}<w:tc><w:p><w:r><w:t>в</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")

    assert read_seed("a.docx", content).text == "а б | в"


def test_pictures_are_told(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    Figure(figsize=(1, 1)).savefig(tmp_path / "picture.png")
    document = Document()
    document.add_paragraph("Смотрите")
    document.add_picture(str(tmp_path / "picture.png"))

    assert read_seed("a.docx", saved(document)).notes == (Note(NoteKind.PICTURES, number=1),)


def test_a_document_without_a_word_has_no_text() -> None:
    with pytest.raises(NoText):
        read_seed("a.docx", word_file("", " "))


def test_a_part_that_unpacks_to_seventy_megabytes_is_a_bomb() -> None:
    with pytest.raises(Bomb) as refusal:
        read_seed("a.docx", word_xml(" " * 70_000_000))

    assert refusal.value.unpacked > 70_000_000


def test_an_archive_of_thousands_of_entries_is_a_bomb() -> None:
    with pytest.raises(Bomb) as refusal:
        read_seed("a.docx", word_xml("", more={f"word/{number}": b"" for number in range(5_001)}))

    assert refusal.value.entries > 5_000


def test_declared_gigabytes_are_a_bomb() -> None:
    content = word_xml("<w:p/>", more={"word/media/1.bin": b"0"})
    place = content.rindex(ENTRY_MAGIC) + 24  # PKWARE APPNOTE 4.3.12: the uncompressed size
    patched = content[:place] + struct.pack("<I", 2_000_000_000) + content[place + 4 :]

    with pytest.raises(Bomb):
        read_seed("a.docx", patched)


def test_a_part_larger_than_it_says_is_broken() -> None:
    content = word_xml("<w:p><w:r><w:t>" + "а" * 100_000 + "</w:t></w:r></w:p>")
    entry = content.rindex(ENTRY_MAGIC) + 24
    patched = content[:entry] + struct.pack("<I", 100) + content[entry + 4 :]

    with pytest.raises(BrokenFile):
        read_seed("a.docx", patched)


def test_entities_are_not_expanded() -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "ха"><!ENTITY b "&a;&a;">]>'

    with pytest.raises(BrokenFile):
        read_seed("a.docx", word_xml("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before=laughs))


def test_more_text_than_is_read_says_the_limit() -> None:
    with pytest.raises(TooMuchText):
        read_seed("a.docx", word_xml("<w:p><w:r><w:t>" + "а" * 1_000_001 + "</w:t></w:r></w:p>"))


def test_a_word_document_under_a_password_is_encrypted() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(Encrypted):
        read_seed("a.docx", content)


def test_an_archive_without_relationships_is_broken() -> None:
    with pytest.raises(BrokenFile):
        read_seed("a.docx", zipped({"word/document.xml": b"<a/>"}))
