"""A document to read, print and send on: a heading a brief, every text as a block of its own."""

import io
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from documents.exporting.rows import Column, ExportRow, ExportWords

SEED_EXCERPT: Final = 1_500  # characters; the table and the JSON have the whole seed
_SHADE: Final = "F2F5F9"
_GREY: Final = RGBColor(0x5B, 0x65, 0x73)
_SEPARATOR: Final = " · "
# Characters that XML 1.0 can't hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_docx(rows: Iterable[ExportRow], words: ExportWords) -> bytes:
    """Rows of one brief that follow each other share a heading."""
    document = Document()
    _prepare(document, words)
    for _, group in groupby(rows, key=lambda row: row.brief_id):
        of_brief = tuple(group)
        _brief(document, of_brief[0], words)
        for row in of_brief:
            _text(document, row, words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: DocumentObject, words: ExportWords) -> None:
    document.core_properties.author = "Copydesk"
    document.core_properties.comments = ""
    document.core_properties.title = _clean(words.title)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    language = OxmlElement("w:lang")  # or the spelling of every word is marked as wrong
    language.set(qn("w:val"), "ru-RU")
    normal.element.get_or_add_rPr().append(language)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
    document.add_heading(_clean(words.title), level=0)


def _brief(document: DocumentObject, row: ExportRow, words: ExportWords) -> None:
    heading = (f"{words.columns[Column.BRIEF]} {row.brief_id}", row.task)
    document.add_heading(_clean(_SEPARATOR.join(filter(None, heading))), level=1)
    about = (row.created.strftime("%d.%m.%Y"), row.platform, row.tone)
    _grey(document.add_paragraph(), _SEPARATOR.join(filter(None, about)))
    excerpt = row.seed if len(row.seed) <= SEED_EXCERPT else row.seed[:SEED_EXCERPT].rstrip() + "…"
    if excerpt:
        _grey(document.add_paragraph(), f"{words.columns[Column.SEED]}: {excerpt}")


def _text(document: DocumentObject, row: ExportRow, words: ExportWords) -> None:
    document.add_heading(_clean(_SEPARATOR.join(_about(row, words))), level=2)
    table = document.add_table(rows=0, cols=2 if row.fields else 1)
    table.style = "Table Grid"
    if not row.fields:
        _fill(table.add_row().cells[0], row.text)
    for label, value in row.fields:
        left, right = table.add_row().cells
        _fill(left, label, bold=True)
        _fill(right, value)
        left.width, right.width = Cm(4), Cm(12.6)
    document.add_paragraph()


def _about(row: ExportRow, words: ExportWords) -> list[str]:
    parts = [row.angle, f"{words.columns[Column.VERSION]} {row.version}"]
    if row.chosen:
        parts.append(words.columns[Column.CHOSEN])
    if row.favourite:
        parts.append(words.columns[Column.FAVOURITE])
    if row.rating is not None:
        parts.append(f"{words.columns[Column.RATING]}: {words.rating(row)}")
    return [part for part in parts if part]


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    """Shaded, one paragraph for each block of the text."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)  # python-docx has no public name for shading
    blocks = re.split(r"\n[ \t]*\n+", _clean(text))
    for index, block in enumerate(blocks):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.add_run(block).bold = bold


def _grey(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(_clean(text))
    run.font.color.rgb, run.font.size = _GREY, Pt(9)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
