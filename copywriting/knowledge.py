"""The product catalogue: which product a text speaks of, what is verified, what must not be claimed."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field as Setting

from copywriting.checks.morphology import Morphology
from copywriting.datafile import load_yaml
from copywriting.platforms import Strict

_WORD = re.compile(r"\w+")


class Fact(Strict):
    """``c`` confidence, ``s`` source, ``d`` when it was so, ``check``: ask the product's owner before use."""

    t: str
    c: Literal["high", "medium"]
    s: str
    d: str | None = None
    check: bool = False


class Product(Strict):
    slug: str
    name: str
    full_name: str | None = None
    category: str
    subcategory: str
    developer: str
    confidence: str
    description: str
    facts: tuple[Fact, ...]
    audience: tuple[str, ...]
    industries: tuple[str, ...]
    avoid: tuple[str, ...]
    aliases: tuple[str, ...]
    required_disclaimer: str | None = None
    ambiguous_aliases: bool = False
    stub: bool = False
    generation_policy: Literal["seed_facts_only"] | None = None

    @property
    def verified(self) -> tuple[Fact, ...]:
        """Facts a model may lean on: high confidence, nothing to confirm, a source other than «own»."""
        if self.generation_policy == "seed_facts_only":
            return ()
        return tuple(fact for fact in self.facts if fact.c == "high" and fact.s != "own" and not fact.check)


class Meta(Strict):
    as_of: str
    policy: tuple[str, ...]
    naming_rules: tuple[str, ...]
    sources: dict[str, str]


class Catalogue(Strict):
    meta: Meta
    products: tuple[Product, ...] = Setting(min_length=1)


@dataclass(frozen=True, slots=True)
class Mention:
    """A product named at ``start``-``end`` of a text, by an alias of ``words`` words."""

    product: Product
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class _Alias:
    product: Product
    readings: tuple[frozenset[str], ...]


class Products:
    """The catalogue with its aliases ready to be found in any inflection."""

    def __init__(self, catalogue: Catalogue, morphology: Morphology) -> None:
        self.meta = catalogue.meta
        self._morphology = morphology
        self._by_slug = {product.slug: product for product in catalogue.products}
        self._aliases: dict[str, list[_Alias]] = defaultdict(list)
        for product in catalogue.products:
            for words in {self._words(alias) for alias in (*product.aliases, product.name)}:
                for reading in words[0]:
                    self._aliases[reading].append(_Alias(product, words))

    def __iter__(self) -> Iterator[Product]:
        return iter(self._by_slug.values())

    def get(self, slug: str) -> Product | None:
        return self._by_slug.get(slug)

    def recognise(self, text: str) -> tuple[Product, ...]:
        """Products the text speaks of: the most specific name first, then the one named most often."""
        mentions = self.mentions(text)
        counts = {mention.product.slug: 0 for mention in mentions}
        longest = dict(counts)
        for mention in mentions:
            counts[mention.product.slug] += 1
            longest[mention.product.slug] = max(longest[mention.product.slug], mention.words)
        order = sorted(counts, key=lambda slug: (-longest[slug], -counts[slug]))
        return tuple(self._by_slug[slug] for slug in order)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Where products are named, without overlaps: «Логос Тепло» is not also «Логос»."""
        tokens = [(match.start(), match.end(), self._readings(match[0])) for match in _WORD.finditer(text)]
        found: list[Mention] = []
        index = 0
        while index < len(tokens):
            mention = self._longest(text, tokens, index)
            if mention:
                found.append(mention)
            index += mention.words if mention else 1
        return tuple(found)

    def _longest(
        self, text: str, tokens: Sequence[tuple[int, int, frozenset[str]]], index: int
    ) -> Mention | None:
        best: Mention | None = None
        for alias in {
            id(a): a for reading in tokens[index][2] for a in self._aliases.get(reading, ())
        }.values():
            window = tokens[index : index + len(alias.readings)]
            if len(window) < len(alias.readings) or (best and best.words >= len(window)):
                continue
            if all(ours & theirs[2] for ours, theirs in zip(alias.readings, window, strict=True)):
                mention = Mention(alias.product, window[0][0], window[-1][1], len(window))
                if not alias.product.ambiguous_aliases or _is_name(text, mention):
                    best = mention
        return best

    def _words(self, text: str) -> tuple[frozenset[str], ...]:
        return tuple(self._readings(word) for word in _WORD.findall(text))

    def _readings(self, word: str) -> frozenset[str]:
        return self._morphology.readings(word) | {word.lower().replace("ё", "е")}


def load_products(path: Path, morphology: Morphology) -> Products:
    """Raises DataFileBroken with the line."""
    return Products(load_yaml(path, Catalogue), morphology)


def _is_name(text: str, mention: Mention) -> bool:
    """«призма» is a thing unless it is quoted or capitalised."""
    return text[mention.start].isupper() or text[max(mention.start - 1, 0)] in '«"'
