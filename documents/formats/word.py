"""Word documents (.docx): paragraphs, lists, tables, notes, headers and footers."""

import re
from typing import Final

from documents.formats.archive import Archive
from documents.formats.wordxml import KIND, PartText, main_part
from documents.seedtext import Note, NoteKind, SeedText

_HEADERS: Final = re.compile(r"word/header\d*\.xml")
_FOOTERS: Final = re.compile(r"word/footer\d*\.xml")
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_PAGE_NUMBER: Final = re.compile(r"\W*(?:стр\w*|лист|page)?\W*\d*\W*(?:(?:из|of)\W*\d*)?\W*", re.IGNORECASE)


def read_word(content: bytes) -> SeedText:
    """Macros, objects and pictures stay unread, deleted and hidden text is left out; letterheads stand above
    the text and footers below it, each line once."""
    archive = Archive.open(content, KIND)
    main = PartText(archive.chunks(main_part(archive.chunks("_rels/.rels"))))
    above = _edges(archive, _HEADERS)
    below = [line for line in _edges(archive, _FOOTERS) if line not in above]
    notes = [
        text for name in _NOTES if name in archive.names if (text := PartText(archive.chunks(name)).text)
    ]
    pieces = ("\n".join(above), main.text, "\n".join(notes), "\n".join(below))
    found = (Note(NoteKind.PICTURES, number=main.pictures),) if main.pictures else ()
    return SeedText("\n\n".join(filter(None, pieces)), KIND, notes=found)


def _edges(archive: Archive, name: re.Pattern[str]) -> list[str]:
    lines: dict[str, None] = {}
    for part in sorted(filter(name.fullmatch, archive.names)):
        lines.update(dict.fromkeys(PartText(archive.chunks(part)).text.split("\n")))
    return [line for line in lines if not _PAGE_NUMBER.fullmatch(line)]
