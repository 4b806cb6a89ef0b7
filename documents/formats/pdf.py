"""The text layer of a PDF."""

import io
import logging
import re
import struct
import zlib
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from documents.errors import BrokenFile, Encrypted, NoText, Scanned, TooManyPages, TooMuchText
from documents.limits import PAGE_LIMIT, TEXT_LIMIT
from documents.seedtext import Note, NoteKind, SeedText

_KIND: Final = "pdf"
# What pypdf raises on broken files besides its own errors: they lie about every type and every size.
_BROKEN: Final = (
    PyPdfError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    NotImplementedError,
    RecursionError,
    struct.error,
    zlib.error,
)
# A word parted at the end of a line, and a line that goes on in the next one.
_HYPHEN: Final = re.compile(r"(?<=[а-яёa-z])[-\u00ad]\n(?=[а-яёa-z])")
_GOES_ON: Final = re.compile(r"(?<=[^\n.!?:;])[ \t]*\n(?=[ \t]*[а-яёa-z(])")


def read_pdf(content: bytes) -> SeedText:
    """Raises ``Encrypted``, ``TooManyPages``, ``Scanned``, ``BrokenFile``, ``TooMuchText``."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity, and quotes the file
    reader = _open(content)
    pages = _page_count(reader)
    texts: list[str] = []
    size = broken = 0
    for number in range(pages):
        try:
            text = reader.pages[number].extract_text()
        except _BROKEN:
            text, broken = "", broken + 1
        texts.append(_flowing(text))
        size += len(text)
        if size > TEXT_LIMIT:
            raise TooMuchText(TEXT_LIMIT)
    if broken == pages:
        raise BrokenFile(_KIND)
    empty = sum(not any(map(str.isalnum, text)) for text in texts)
    if empty == pages:
        raise Scanned(pages)
    notes = (Note(NoteKind.EMPTY_PAGES, number=empty),) if empty else ()
    return SeedText("\n\n".join(filter(str.strip, texts)), _KIND, pages, notes)


def _open(content: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        # Many are protected against changes only: the password for reading them is empty.
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        raise Encrypted(_KIND) from None
    except _BROKEN:
        raise BrokenFile(_KIND) from None
    if locked:
        raise Encrypted(_KIND)
    return reader


def _page_count(reader: PdfReader) -> int:
    """Looks at the declared number first: to count a thousand pages takes its time."""
    try:
        declared = reader.root_object["/Pages"].get("/Count", 0)  # type: ignore[attr-defined]
        if isinstance(declared, int) and declared > PAGE_LIMIT:
            raise TooManyPages(declared, PAGE_LIMIT)
        pages = len(reader.pages)
    except _BROKEN:
        raise BrokenFile(_KIND) from None
    if pages > PAGE_LIMIT:
        raise TooManyPages(pages, PAGE_LIMIT)
    if pages == 0:
        raise NoText(_KIND)
    return pages


def _flowing(text: str) -> str:
    """Lines of the page as lines of a text: sentences are not broken where the paper ended."""
    return _GOES_ON.sub(" ", _HYPHEN.sub("", text.replace("\r\n", "\n").strip()))
