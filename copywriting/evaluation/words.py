"""What can be counted of an ad's words without knowing its brief."""

import re
from collections.abc import Callable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,}(?:/\S*)?", re.IGNORECASE)
_RUN = 3

IsKnown = Callable[[str], bool]


def words(text: str) -> list[str]:
    """Words of letters in their order, without links and e-mails."""
    return _WORD.findall(_ADDRESS.sub(" ", text))


def foreign_share(text: str) -> float:
    """Words without a Cyrillic letter: product names, mostly, in good texts."""
    found = words(text)
    return sum(not _CYRILLIC.search(word) for word in found) / len(found) if found else 0.0


def unknown_share(text: str, is_known: IsKnown) -> float:
    """Of the Russian lower-case words, those that no dictionary has. Names are capitalised and left out."""
    found = [word for word in words(text) if _CYRILLIC.search(word) and word.islower()]
    return sum(not is_known(word) for word in found) / len(found) if found else 0.0


def repeated_share(text: str) -> float:
    """Of the three-word sequences, those that stood in the text before."""
    runs = _runs([word.lower() for word in words(text)])
    return 1 - len(set(runs)) / len(runs) if runs else 0.0


def _runs(found: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(found[start:] for start in range(_RUN)), strict=False))
