"""The brand glossary: how names are written, what a product must not claim, what to remember at
publication."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

from pydantic import Field as Setting
from pydantic import model_validator

from copywriting.checks.morphology import Morphology
from copywriting.datafile import load_yaml
from copywriting.platforms import Platform, Strict
from copywriting.report import Finding, Kind, Severity


class Term(Strict):
    """A name, the forms it must not have, and why; ``right`` is suggested."""

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    right: str
    wrong: tuple[str, ...] = Setting(min_length=1)
    severity: Severity
    reason: str
    flags: str = Setting(default="-", pattern=r"^[i-]$")
    bad: tuple[str, ...] = Setting(min_length=1)
    good: tuple[str, ...] = Setting(min_length=1)

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        for pattern in self.wrong:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"term {self.id}: {error}: {pattern}") from error
        return self

    def compiled(self) -> re.Pattern[str]:
        return re.compile(
            "|".join(f"(?:{pattern})" for pattern in self.wrong), re.I if self.flags == "i" else 0
        )


class Reminder(Strict):
    """What publication needs on these groups of platforms; nothing if the text already has ``present``."""

    id: str
    legal: tuple[str, ...]
    groups: tuple[str, ...]
    present: tuple[str, ...] = ()
    reason: str


class GlossaryFile(Strict):
    terms: tuple[Term, ...]
    reminders: tuple[Reminder, ...]
    names: tuple[str, ...]
    latin: tuple[str, ...]


class RiskyProduct(Protocol):
    """What of a catalogue product matters here (``copywriting.knowledge.Product``)."""

    @property
    def slug(self) -> str: ...
    @property
    def avoid(self) -> Sequence[str]: ...


class Glossary:
    def __init__(self, file: GlossaryFile) -> None:
        self.file = file
        self._terms = tuple((term, term.compiled()) for term in file.terms)

    @property
    def latin(self) -> frozenset[str]:
        """Latin words anyone may write, in lower case."""
        return frozenset(word.lower() for word in self.file.latin)

    def check(self, text: str) -> Iterator[Finding]:
        for term, pattern in self._terms:
            for match in pattern.finditer(text):
                yield Finding(
                    kind=Kind.BRAND,
                    severity=term.severity,
                    rule=term.id,
                    quote=match[0],
                    start=match.start(),
                    end=match.end(),
                    reason=term.reason,
                    suggestion=term.right,
                )

    def reminders(self, text: str, platform: Platform) -> Iterator[Finding]:
        lowered = text.lower()
        for reminder in self.file.reminders:
            if platform.legal not in reminder.legal or platform.group not in reminder.groups:
                continue
            if reminder.present and all(word in lowered for word in reminder.present):
                continue
            yield Finding(kind=Kind.LAW, severity=Severity.INFO, rule=reminder.id, reason=reminder.reason)


def load_glossary(path: Path) -> Glossary:
    """Raises DataFileBroken with the line and the term's id."""
    return Glossary(load_yaml(path, GlossaryFile))


_QUOTED = re.compile(r"«([^»]+)»")
_CONDITION = re.compile(r"\s+(?:без|вне|по имени|как|до)\s.*|\(.*|\s—\s.*|/.*")
_SENTENCE = re.compile(r"[^.!?\n]+")
_STEM = 5
_MIN_WORD = 4
_MIN_STEMS = 2  # a single word («лучший», «первая») is the law's business
_GAP = 2


class RiskyClaims:
    """The «avoid» lists of products.yaml: quoted claims nearly word for word in any inflection, described
    ones by the stems of all their words within one sentence."""

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology

    def check(self, text: str, products: Iterable[RiskyProduct], brief: str) -> Iterator[Finding]:
        """A claim that the brief makes, too, is the staff member's decision: INFO."""
        claims = [(product, claim) for product in products for claim in product.avoid]
        sentences = [*self._sentences(text)] if claims else []
        for product, claim in claims:
            found = self._place(claim, sentences)
            if found:
                own = self._place(claim, [*self._sentences(brief)])
                severity = Severity.INFO if own else Severity.WARN
                yield _claim(found, severity, product.slug, claim)

    def _sentences(self, text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        for match in _SENTENCE.finditer(text):
            sentence = match[0].strip()
            if sentence:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield start, sentence, self._stems(sentence)

    def _place(self, claim: str, sentences: list[tuple[int, str, tuple[str, ...]]]) -> tuple[int, str] | None:
        quoted = [self._stems(phrase) for phrase in _QUOTED.findall(claim)]
        described = [] if quoted else [self._stems(_CONDITION.sub("", claim))]
        for start, sentence, stems in sentences:
            if any(_said(phrase, stems) for phrase in quoted) or any(
                _meant(words, stems) for words in described
            ):
                return start, sentence
        return None

    def _stems(self, text: str) -> tuple[str, ...]:
        lemmas = self._morphology.lemmas(text.replace("%", " процент "))
        return tuple(lemma[:_STEM] for lemma in lemmas if len(lemma) >= _MIN_WORD)


def _said(phrase: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    if len(phrase) < _MIN_STEMS:
        return False
    window = len(phrase) + _GAP
    return any(_in_order(phrase, stems[start : start + window]) for start in range(len(stems)))


def _in_order(phrase: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    rest = iter(stems)
    return all(stem in rest for stem in phrase)


def _meant(words: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    return len(set(words)) > _MIN_STEMS and set(words) <= set(stems)


def _claim(found: tuple[int, str], severity: Severity, slug: str, claim: str) -> Finding:
    start, sentence = found
    return Finding(
        kind=Kind.BRAND,
        severity=severity,
        rule=f"avoid:{slug}",
        quote=sentence,
        start=start,
        end=start + len(sentence),
        reason=claim,
    )
