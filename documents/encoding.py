"""The encoding of Russian text, whatever Windows, DOS, Unix or macOS wrote it.

charset-normalizer was measured against this on beginnings of seeds; see ``tests/documents/test_encoding.py``.
"""

import codecs
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The likelier first: it wins when two read the bytes equally well.
_EIGHT_BIT: Final = ("cp1251", "koi8-r", "cp866", "mac-cyrillic")
_WIDE: Final = ("utf-16-le", "utf-16-be")
_SAMPLE: Final = 20_000  # characters that are judged
# Each letter is worth its place from the end: about the logarithm of how often it is used.
_LETTERS: Final = "ъёэщфцюшжхйчбзгьыяупдмклврснтиаео"
_WORTH: Final = {letter: 0.4 + place / len(_LETTERS) for place, letter in enumerate(_LETTERS)}
_USUAL: Final = frozenset("«»—–…№„“”‘’•·°§©®™€₽×±\u00a0\u202f\u2011")
_STRANGE: Final = -2.0
_CREDIBLE: Final = 0.6  # on average; Russian has 1.1, the wrong encodings of it at most 0.5


def decode(data: bytes) -> tuple[str, str] | None:
    """The text and the name of its encoding; ``None``: no text, or in an encoding that can't be told."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" not in data and (reading := _try(data, "utf-8")) is not None:
        return reading
    encodings = _WIDE if b"\0" in data else _EIGHT_BIT
    guesses = [(_credible(text[:_SAMPLE]), text, name) for text, name in _readings(data, encodings)]
    credible, text, encoding = max(guesses, key=lambda guess: guess[0], default=(0.0, "", ""))
    return (text, encoding) if credible >= _CREDIBLE else None


def _readings(data: bytes, encodings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for encoding in encodings:
        if (reading := _try(data, encoding)) is not None:
            yield reading


def _try(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


def _credible(text: str) -> float:
    """How much the characters outside ASCII look like Russian, on average; plain ASCII says nothing."""
    outside = [character for character in text if not character.isascii()]
    if not outside:
        return _STRANGE if "\0" in text else 0.0
    worth = sum(_worth(character) for character in outside)
    # The wrong one of cp1251 and KOI8-R swaps small letters and capitals.
    swapped = sum(before.islower() and after.isupper() for before, after in pairwise(text))
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return (worth + _STRANGE * (swapped + controls)) / len(outside)


def _worth(character: str) -> float:
    if character in _USUAL:
        return _CREDIBLE
    return _WORTH.get(character.lower(), _STRANGE)
