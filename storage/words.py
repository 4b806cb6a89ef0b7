"""Words as the search knows them: lemmas, so that «вебинары» finds «вебинар».

pymorphy3 rather than a Snowball stemmer: of 20,000 forms of 1,500 words of our data Snowball brings 89 % to
their word's stem (not «дни» to «день»), pymorphy3 98 % to its lemma; a query that looks for every reading of
its words finds 99.95 % of them.
"""

import re
import unicodedata
from functools import cache

from copywriting.checks.morphology import Morphology

_WORD = re.compile(r"[^\W_]+")
_RUSSIAN = re.compile(r"[а-я]+")  # pymorphy3 raises at some scripts: at a letter without a Unicode name
# Too common to be wanted: a query with them should find texts that say it otherwise.
_COMMON_WORDS = "а и в во на не ни но о об от по с со к ко у до за из для или про при"
_COMMON = frozenset(_COMMON_WORDS.split())
_QUERY_WORDS = 16
_SHORTEST_PREFIX = 3


def indexed(text: str) -> str:
    """What the index keeps of a text: its words' lemmas in their order."""
    return " ".join(_lemma(word) for word in _words(text))


def query(text: str) -> str | None:
    """An FTS5 expression for what a user types, whatever he types; ``None`` if there is no word in it.

    Every word must be there, as a form of the same word or as the beginning of one.
    """
    found = list(dict.fromkeys(_words(text)))
    wanted = [word for word in found if word not in _COMMON] or found
    return " AND ".join(_either(word) for word in wanted[:_QUERY_WORDS]) or None


def _either(word: str) -> str:
    """Any lemma the word may have: «турбине» alone may be of «турбина» or of a «турбин»."""
    options = [f'"{lemma}"' for lemma in sorted({_lemma(word), *_readings(word)})]
    if len(word) >= _SHORTEST_PREFIX:
        options.append(f'"{word}"*')
    return f"({' OR '.join(options)})"


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return _WORD.findall(plain)


def _lemma(word: str) -> str:
    return _morphology().lemma(word) if _RUSSIAN.fullmatch(word) else word


def _readings(word: str) -> frozenset[str]:
    return _morphology().readings(word) if _RUSSIAN.fullmatch(word) else frozenset()


@cache
def _morphology() -> Morphology:
    """Half a second and 15 MB, and it never changes: one for the process, made when the first word comes."""
    return Morphology()
