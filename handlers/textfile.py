"""The text of a plain text file, whatever Windows or macOS wrote it."""

import codecs
from collections.abc import Iterable
from typing import Final

SUFFIXES: Final = (".txt", ".md", ".markdown", ".text")
_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOSTLY = (
    0.7  # share of letters, digits, spaces and punctuation that makes a guess at an old encoding credible
)


def is_text_name(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def decode(data: bytes) -> str | None:
    """``None``: this is no text, or in an encoding that can't be told."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" in data:
        return None
    text = _try(data, "utf-8")
    return text if text is not None else _best(filter(None, (_try(data, "cp1251"), _try(data, "koi8-r"))))


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _best(texts: Iterable[str]) -> str | None:
    """Russian in the wrong old encoding has its capitals and small letters swapped."""
    scored = [(_credible(text), text) for text in texts]
    score, text = max(scored, default=(0.0, ""))
    return text if score >= MOSTLY else None


def _credible(text: str) -> float:
    usual = sum(
        character.islower() or character.isspace() or character in '.,:;!?-—«»"()/%' for character in text
    )
    usual += sum(character.isdigit() for character in text)
    return usual / max(1, len(text))
