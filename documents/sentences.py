"""A text as sentences that can be left out and put together again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from razdel import sentenize  # type: ignore[attr-defined]

from documents.splitting import split

LONGEST: Final = 600  # UTF-16 units; a longer «sentence» (a table in one line, no full stops) is cut up


@dataclass(frozen=True, slots=True)
class Sentence:
    """``line`` counts from 0; ``paragraph`` is the number of blank lines before it."""

    text: str
    line: int
    paragraph: int


def sentences(text: str) -> Iterator[Sentence]:
    """In the order of the text; a line break ends a sentence."""
    paragraph = 0
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            paragraph += 1
            continue
        for found in sentenize(line):
            for part in split(found.text, LONGEST):
                yield Sentence(part, number, paragraph)


def join(kept: Iterable[Sentence]) -> str:
    """Neighbours of one line stay in one line, paragraphs stay apart."""
    pieces: list[str] = []
    before: Sentence | None = None
    for sentence in kept:
        if before is not None:
            same_line = sentence.line == before.line
            pieces.append(" " if same_line else "\n\n" if sentence.paragraph > before.paragraph else "\n")
        pieces.append(sentence.text)
        before = sentence
    return "".join(pieces)
