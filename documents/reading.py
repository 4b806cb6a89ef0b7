"""Any file that can be a seed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from copywriting.normal import normalise
from documents.errors import NoText, TooLarge, TooMuchText
from documents.filetype import kind_of
from documents.formats.markdown import read_markdown
from documents.formats.pdf import read_pdf
from documents.formats.plain import read_plain
from documents.formats.webarchive import read_webarchive
from documents.formats.webpage import read_webpage
from documents.formats.word import read_word
from documents.limits import FILE_LIMIT, TEXT_LIMIT
from documents.seedtext import SeedText

_READERS: Final[Mapping[str, Callable[[bytes], SeedText]]] = MappingProxyType(
    {
        "txt": read_plain,
        "md": read_markdown,
        "html": read_webpage,
        "mhtml": read_webarchive,
        "docx": read_word,
        "pdf": read_pdf,
    }
)


def read_seed(name: str, content: bytes) -> SeedText:
    """The text of a file, told by its content and by its name. Raises a ``DocumentError``.

    It parses in this process: files of people go through ``documents.safely``.
    """
    if len(content) > FILE_LIMIT:
        raise TooLarge(len(content), FILE_LIMIT)
    kind = kind_of(name, content)
    seed = _READERS[kind](content)
    if len(seed.text) > TEXT_LIMIT:
        raise TooMuchText(TEXT_LIMIT)
    text = _tidy(seed.text)
    if not any(map(str.isalnum, text)):
        raise NoText(kind)
    return replace(seed, text=text)


def _tidy(text: str) -> str:
    """The normal form, without space at the ends of lines and more than one blank line."""
    lines = "\n".join(line.rstrip() for line in normalise(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
