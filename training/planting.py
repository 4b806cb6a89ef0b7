"""Paraphrases and near-copies of ads by rules, to see what a filter finds; and many synthetic ads.

Paraphrases keep the meaning and change the words: synonyms in their forms, figures in words, other phrases,
sentences and clauses in another order. Near-copies keep the words and change a few letters or places.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from training.dataset import AdRecord

PLATFORM = "telegram_post"  # of synthetic ads
FILE = Path(__file__).with_name("synonyms.toml")
_WORD = re.compile(r"[А-Яа-яЁё-]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[А-ЯЁ«\d])")
_FIGURE = re.compile(r"(?<![\w.,:/-])(?<!\d )\d{1,2}(?![\w:/-]|[.,]\d| \d)")
_FIGURE_OR_LABEL = re.compile(r"\d|^[А-ЯЁ]\w+:|:$")
_CLAUSES = re.compile(r"^([А-ЯЁ][^,.:;!?—\n]{8,}), ([^,.:;!?—\n]{8,})([.!])$")
_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(f'{month}[ая]' for month in _MONTHS)})\b")


class Paraphraser:
    """Says an ad in other words, differently for every draw."""

    def __init__(self) -> None:
        from pymorphy3.analyzer import MorphAnalyzer

        said = tomllib.loads(FILE.read_text(encoding="utf-8"))
        self._phrases = [tuple(pair) for pair in said["phrases"]]
        self._others: dict[str, list[str]] = {}
        for group in said["groups"]:
            for word in group:
                self._others.setdefault(word, []).extend(other for other in group if other != word)
        self._ones, self._tens = said["ones"], said["tens"]
        self._parse = cache(MorphAnalyzer().parse)

    def paraphrase(self, text: str, draw: random.Random) -> str:
        for before, after in self._phrases:
            text = text.replace(before, after)
        text = _DATE.sub(_numeric_date, text)
        text = _FIGURE.sub(lambda match: self._in_words(int(match[0])), text)
        lines = [self._line(line, draw) for line in text.split("\n")]
        return _WORD.sub(lambda match: self._word(match[0], draw), "\n".join(lines))

    def _in_words(self, number: int) -> str:
        """0 … 99, as one counts."""
        if number < len(self._ones):
            return str(self._ones[number])
        tens, ones = divmod(number, 10)
        return str(self._tens[tens - 2]) + (f" {self._ones[ones]}" if ones else "")

    def _line(self, line: str, draw: random.Random) -> str:
        """Its inner sentences in another order; halves of some sentences swapped."""
        sentences = [_CLAUSES.sub(_swapped, sentence) for sentence in _SENTENCE.split(line)]
        inner = sentences[1:] if len(sentences) == 3 else sentences[1:-1]
        draw.shuffle(inner)
        if len(sentences) == 3:
            return " ".join([sentences[0], *inner])
        return " ".join([sentences[0], *inner, *sentences[1:][-1:]])

    def _word(self, word: str, draw: random.Random) -> str:
        parse = self._parse(word.lower())[0]
        others = self._others.get(parse.normal_form)
        if not others or draw.random() > 0.9:
            return word
        said = _inflected(self._parse(draw.choice(others)), parse.tag)
        return said.capitalize() if word[:1].isupper() else said


def near_copy(text: str, draw: random.Random) -> str:
    """One to three small edits: neighbours swapped, a word left out or said twice, a typing error."""
    words = text.split(" ")
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(max(1, len(words) - 1))
        match draw.randrange(4):
            case 0:
                words[place : place + 2] = reversed(words[place : place + 2])
            case 1 if len(words) > 6:
                words.pop(place)
            case 2:
                words.insert(place, words[place])
            case _:
                words[place] = _mistyped(words[place], draw)
    return " ".join(words)


def synthetic(records: Sequence[AdRecord], count: int, seed: int) -> Iterator[AdRecord]:
    """Records with ``count`` ads in all, four a record, put together from sentences of different ads.

    They are of a free form and have no figures, so that none is dropped before it is compared.
    """
    draw = random.Random(seed)  # noqa: S311 - variety, not secrecy
    sentences = [
        sentence
        for record in records
        for ad in record.variants
        for sentence in _SENTENCE.split(ad.replace("\n", " "))
        if len(sentence) > 20 and not _FIGURE_OR_LABEL.search(sentence)
    ]
    for number in range(-(-count // 4)):
        ads = [
            " ".join(draw.sample(sentences, draw.randint(3, 7))) for _ in range(min(4, count - 4 * number))
        ]
        changed = {"id": f"synthetic-{number}", "facts": (), "platform": PLATFORM, "variants": tuple(ads)}
        yield records[0].model_copy(update=changed)


def _numeric_date(match: re.Match[str]) -> str:
    month = next(number for number, stem in enumerate(_MONTHS, 1) if match[2][:-1] == stem)
    return f"{int(match[1]):02d}.{month:02d}"


def _swapped(match: re.Match[str]) -> str:
    first, second = match[1], match[2]
    return f"{second[0].upper()}{second[1:]}, {first[0].lower()}{first[1:]}{match[3]}"


def _inflected(parses: Sequence[Any], tag: Any) -> str:
    """The word in the grammatical form of ``tag``, as near as the dictionary goes."""
    same = [parse for parse in parses if parse.tag.POS in {tag.POS, "INFN"}] or list(parses)
    kept = ("case", "number", "person", "tense", "mood") + (() if tag.POS == "NOUN" else ("gender",))
    grammemes = {str(getattr(tag, name)) for name in kept if getattr(tag, name)}
    if tag.POS == "VERB":
        grammemes.add("VERB")
    form = same[0].inflect(grammemes) or same[0]
    return str(form.word)


def _mistyped(word: str, draw: random.Random) -> str:
    if len(word) < 4:
        return word
    place = draw.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
