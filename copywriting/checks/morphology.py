"""Russian lemmas, remembered: one analyser and one cache for everything that compares words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pymorphy3.analyzer import MorphAnalyzer

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,]\d+)?")
_REMEMBERED_WORDS = 50_000
_ADJECTIVES = frozenset({"ADJF", "PRTF"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word or figure of a text with its lemma (lower case, «ё» as «е») and character offsets."""

    lemma: str
    start: int
    end: int


class Morphology:
    """Building one costs about 0.5 s and 15 MB: share it."""

    def __init__(self) -> None:
        analyzer: Any = MorphAnalyzer()  # type: ignore[no-untyped-call]

        def analysed(word: str) -> list[Any]:
            """No readings where pymorphy3 raises: at letters without a Unicode name, as Tangut's."""
            try:
                return list(analyzer.parse(word))
            except ValueError:
                return []

        @lru_cache(_REMEMBERED_WORDS)
        def parse(word: str) -> tuple[str, str]:
            for best in analysed(word):
                return best.normal_form.replace("ё", "е"), best.tag.POS or ""
            return word, ""

        @lru_cache(_REMEMBERED_WORDS)
        def readings(word: str) -> frozenset[str]:
            return frozenset(reading.normal_form.replace("ё", "е") for reading in analysed(word))

        self._parse = parse
        self._analysed = analysed
        self._readings = readings

    def lemma(self, word: str) -> str:
        return self._parse(word.lower())[0]

    def readings(self, word: str) -> frozenset[str]:
        """All lemmas the word may have; names unknown to the dictionary have several."""
        return self._readings(word.lower())

    def part_of_speech(self, word: str) -> str:
        return self._parse(word.lower())[1]

    def is_adjective(self, word: str) -> bool:
        return self._parse(word.lower())[1] in _ADJECTIVES

    def is_noun(self, word: str) -> bool:
        return self._parse(word.lower())[1] == "NOUN"

    def is_animate(self, word: str) -> bool:
        return any("anim" in reading.tag for reading in self._analysed(word)[:1])

    def words(self, text: str) -> Iterator[Word]:
        for match in _WORD.finditer(text):
            yield Word(self.lemma(match[0]), match.start(), match.end())

    def lemmas(self, text: str) -> tuple[str, ...]:
        return tuple(word.lemma for word in self.words(text))
