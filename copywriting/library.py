"""Everything that is known of platforms, products, names and the law, and how parts of it are replaced."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import yaml

from copywriting.checks.brand import Glossary, GlossaryFile
from copywriting.checks.checker import Checker
from copywriting.checks.law import Law, RuleBook
from copywriting.checks.likeness import Sense
from copywriting.checks.morphology import Morphology
from copywriting.datafile import LOADER, line_of, parse_yaml, read_text
from copywriting.errors import DataFileBroken, Problem
from copywriting.examples import Examples, load_examples
from copywriting.knowledge import Catalogue, Products
from copywriting.platforms import Platforms, load_platforms

GLOSSARY: Final = "glossary.yaml"
PRODUCTS: Final = "products.yaml"
RULES: Final = "compliance.yaml"
REPLACEABLE: Final = (GLOSSARY, PRODUCTS, RULES)
_DEEPEST = 50  # levels: our own files have 6, and a parser may not run out of stack


@dataclass(frozen=True, slots=True)
class Knowledge:
    """``checking`` is the lock of ``checker``, which works on one text at a time."""

    platforms: Platforms
    products: Products
    checker: Checker
    examples: Examples
    morphology: Morphology
    sense: Sense | None = None
    checking: asyncio.Lock = field(default_factory=asyncio.Lock)


def read_knowledge(
    data: Path, replaced: Mapping[str, str] | None = None, *, sense: Sense | None = None
) -> Knowledge:
    """From the folder ``data``, with the files of ``replaced`` (name: text) in place of its own.

    Takes about a second; raises DataFileBroken.
    """
    morphology = Morphology()
    checker = _checker(data, replaced or {}, morphology, sense)
    platforms, examples = load_platforms(data / "platforms.yaml"), load_examples(data / "train.jsonl")
    return Knowledge(platforms, checker.products, checker, examples, morphology, sense)


def revised(knowledge: Knowledge, data: Path, replaced: Mapping[str, str]) -> Knowledge:
    """The same with other ``replaced`` files; raises DataFileBroken."""
    checker = _checker(data, replaced, knowledge.morphology, knowledge.sense)
    return replace(knowledge, products=checker.products, checker=checker, checking=asyncio.Lock())


def proofread(name: str, text: str) -> None:
    """Look harder at what somebody has sent than at what came with the program. Raises DataFileBroken."""
    _bounded(name, text)
    if name == GLOSSARY:
        _examples_hold(text)
    elif name == RULES:
        parse_yaml(text, Path(name), RuleBook)
    else:
        _names_differ(text)


def _checker(data: Path, replaced: Mapping[str, str], morphology: Morphology, sense: Sense | None) -> Checker:
    def text(name: str) -> str:
        return replaced[name] if name in replaced else read_text(data / name)

    def path(name: str) -> Path:
        return Path(name) if name in replaced else data / name

    products = Products(parse_yaml(text(PRODUCTS), path(PRODUCTS), Catalogue), morphology)
    law = Law(parse_yaml(text(RULES), path(RULES), RuleBook))
    glossary = Glossary(parse_yaml(text(GLOSSARY), path(GLOSSARY), GlossaryFile))
    return Checker(law, glossary, products, morphology, sense=sense)


def _bounded(name: str, text: str) -> None:
    """Aliases can make a kilobyte mean a gigabyte, and brackets can nest without end."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, yaml.AliasEvent):
                raise _broken(name, Problem(line, "", "alias", "aliases are not taken here"))
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _broken(name, Problem(line, "", "depth", "nested too deep"))
    except yaml.YAMLError:
        return  # told with its line by whoever parses it in earnest


def _examples_hold(text: str) -> None:
    """A term finds its bad examples and leaves its good ones alone."""
    file = parse_yaml(text, Path(GLOSSARY), GlossaryFile)
    problems = []
    for index, term in enumerate(file.terms):
        pattern = term.compiled()
        for said, examples, expected in (("bad", term.bad, True), ("good", term.good, False)):
            for number, example in enumerate(examples):
                if bool(pattern.search(example)) is not expected:
                    where = ("terms", index, said, number)
                    problems.append(_at(text, where, "example", f"{term.id}: {example}"))
    if problems:
        raise _broken(GLOSSARY, *problems)


def _names_differ(text: str) -> None:
    catalogue = parse_yaml(text, Path(PRODUCTS), Catalogue)
    seen: set[str] = set()
    problems = []
    for index, product in enumerate(catalogue.products):
        if product.slug in seen:
            problems.append(_at(text, ("products", index, "slug"), "twice", product.slug))
        seen.add(product.slug)
    if problems:
        raise _broken(PRODUCTS, *problems)


def _at(text: str, location: tuple[str | int, ...], kind: str, message: str) -> Problem:
    line = line_of(text, location)
    return Problem(line, ".".join(map(str, location)), kind, message)


def _broken(name: str, *problems: Problem) -> DataFileBroken:
    return DataFileBroken(Path(name), problems[0].line, problems[0].message, problems)
