"""Any file that can be a seed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType
from typing import Final

from copywriting.normal import normalise
from documents.errors import NoText, TooLarge, TooMuchText
from documents.filetype import kind_of
from documents.limits import FILE_LIMIT, TEXT_LIMIT
from documents.seedtext import SeedText

# A process reads one file: only the parser of its kind is loaded (pypdf alone takes 0.3 s).
_READERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "txt": ("plain", "read_plain"),
        "md": ("markdown", "read_markdown"),
        "html": ("webpage", "read_webpage"),
        "mhtml": ("webarchive", "read_webarchive"),
        "docx": ("word", "read_word"),
        "pdf": ("pdf", "read_pdf"),
    }
)


def read_seed(name: str, content: bytes) -> SeedText:
    """The text of a file, told by its content and by its name. Raises a ``DocumentError``.

    It parses in this process: files of people go through ``documents.safely``.
    """
    if len(content) > FILE_LIMIT:
        raise TooLarge(len(content), FILE_LIMIT)
    kind = kind_of(name, content)
    seed = _reader(kind)(content)
    if len(seed.text) > TEXT_LIMIT:
        raise TooMuchText(TEXT_LIMIT)
    text = _tidy(seed.text)
    if not any(map(str.isalnum, text)):
        raise NoText(kind)
    return replace(seed, text=text)


def _reader(kind: str) -> Callable[[bytes], SeedText]:
    module, name = _READERS[kind]
    reader: Callable[[bytes], SeedText] = getattr(import_module(f"documents.formats.{module}"), name)
    return reader


def _tidy(text: str) -> str:
    """The normal form, without space at the ends of lines and more than one blank line."""
    lines = "\n".join(line.rstrip() for line in normalise(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
