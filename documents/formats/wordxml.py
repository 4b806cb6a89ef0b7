"""The XML of a Word document as text, read piece by piece: no tree is built, no entity is expanded."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn
from xml.parsers import expat

from documents.errors import BrokenFile, TooMuchText
from documents.limits import TEXT_LIMIT

KIND: Final = "docx"
_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",  # ISO 29500 strict
)
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_PICTURE: Final = re.compile(r"\S+/drawingml/(?:2006/)?picture pic")
_RELATIONSHIP: Final = re.compile(r"\S+ Relationship")
_CHARACTERS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SKIPPED: Final = frozenset(("del", "moveFrom"))  # tracked changes: what the author took out
_BULLET: Final = "• "
_OFF: Final = frozenset(("0", "false", "off", "none"))


def parse(chunks: Iterable[bytes], parser: expat.XMLParserType) -> None:
    """Raises ``BrokenFile``. Office Open XML allows no document type (ECMA-376 part 2, 8.1.4), and without
    one there are no entities that could grow."""
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.buffer_text = True
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise BrokenFile(KIND) from None


def _no_doctype(*_: object) -> NoReturn:
    raise BrokenFile(KIND)


def main_part(relationships: Iterable[bytes]) -> str:
    """The name of the part with the text: usually, not always, «word/document.xml»."""
    targets: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if _RELATIONSHIP.fullmatch(name) and attributes.get("Type", "").endswith("/officeDocument"):
            targets.append(attributes.get("Target", "").lstrip("/"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parse(relationships, parser)
    if not targets:
        raise BrokenFile(KIND)
    return targets[0]


class PartText:
    """The text of one part. Tables stand as lines with « | » between the cells, items of lists after «• »."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.pictures = 0
        self._lines: list[list[str]] = [[]]  # of the part, of the cell in it, of the cell in that …
        self._rows: list[list[str]] = []
        self._paragraphs: list[list[str]] = []
        self._hidden: list[bool] = []  # of the runs that are open; a text box is a run in a run
        self._skipping = 0  # depth inside an element that is left out
        self._in_text = False
        self._size = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse(chunks, parser)

    @property
    def text(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines[0])).strip()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = _local(name)
        if self._skipping or name == _FALLBACK or tag in _SKIPPED:
            self._skipping += 1
        elif tag is None:
            self.pictures += _PICTURE.fullmatch(name) is not None
        elif tag in ("tc", "tr", "p", "r"):
            self._open(tag)
        elif tag == "t":
            self._in_text = True
        elif tag in _CHARACTERS:
            self._add(_CHARACTERS[tag])
        elif tag in ("numId", "pStyle") and self._paragraphs and _is_item(tag, _value(attributes)):
            self._paragraphs[-1][:] = [_BULLET]
        elif tag == "vanish" and _value(attributes) not in _OFF and self._hidden:
            self._hidden[-1] = True

    def _open(self, tag: str) -> None:
        match tag:
            case "tc":
                self._lines.append([])
            case "tr":
                self._rows.append([])
            case "p":
                self._paragraphs.append([])
            case "r":
                self._hidden.append(False)

    def _end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        match _local(name):
            case "t":
                self._in_text = False
            case "r":
                self._hidden.pop()
            case "p":
                self._lines[-1].append("".join(self._paragraphs.pop()))
            case "tc" if self._rows:
                self._rows[-1].append(" ".join(filter(None, self._lines.pop())))
            case "tr":
                self._lines[-1].append(" | ".join(filter(None, self._rows.pop())))
            case "tbl":
                self._lines[-1].append("")

    def _characters(self, text: str) -> None:
        if self._in_text and not self._skipping:
            self._add(text)

    def _add(self, text: str) -> None:
        if not self._paragraphs or any(self._hidden):
            return
        self._size += len(text)
        if self._size > TEXT_LIMIT:
            raise TooMuchText(TEXT_LIMIT)
        self._paragraphs[-1].append(text)


def _local(name: str) -> str | None:
    """The name of an element of WordprocessingML; ``None`` for any other."""
    for namespace in _WORD:
        if name.startswith(namespace):
            return name[len(namespace) :]
    return None


def _is_item(tag: str, value: str) -> bool:
    """Whether a paragraph with this numbering or style is an item of a list."""
    return value != "0" if tag == "numId" else value.startswith(("ListBullet", "ListNumber"))


def _value(attributes: Mapping[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith(" val")), "")
