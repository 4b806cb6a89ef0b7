"""Words as the search knows them: lemmas, so that «вебинары» finds «вебинар».

pymorphy3 rather than a Snowball stemmer: of 20,000 forms of 1,500 words of our data it brings 98 % to the
word's own lemma, Snowball 89 % to its stem (it misses «день»: «дни», «Росатом»: «Росатома»).
"""

import re
import unicodedata
from functools import cache

from copywriting.checks.morphology import Morphology

_WORD = re.compile(r"[^\W_]+")
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
    whole = f'"{_lemma(word)}"'
    return f'({whole} OR "{word}"*)' if len(word) >= _SHORTEST_PREFIX else whole


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return _WORD.findall(plain)


def _lemma(word: str) -> str:
    return word if word.isdigit() else _morphology().lemma(word)


@cache
def _morphology() -> Morphology:
    """Half a second and 15 MB, and it never changes: one for the process, made when the first word comes."""
    return Morphology()
