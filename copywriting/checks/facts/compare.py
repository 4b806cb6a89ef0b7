"""A variant's facts against its brief's: invented, changed, missing, or known from the catalogue."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copywriting.checks.facts.fact import CONTACTS, Fact, FactKind, Shape
from copywriting.checks.facts.sheet import FactSheet, Wording
from copywriting.checks.facts.slips import original, value
from copywriting.checks.morphology import Morphology
from copywriting.report import Finding, Kind, Severity

# What a reader takes for information even where nothing else is said about it.
REQUIRED = CONTACTS | {FactKind.DATE, FactKind.TIME, FactKind.MONEY}
_SPEECH = frozenset({"VERB", "INFN", "NPRO", "PRED", "INTJ", "GRND", "ADVB", "ADJS", "PRTS"})
_NEAR = 24
_ROMAN = re.compile(r"[IVX]+\+?$")
_EVENT = re.compile(r"(?<!\w)(?:по|кажд\w+)\s$", re.IGNORECASE)
_SPEAKS_BEFORE = re.compile(r"(?::|\bна?жм\w+|\bкнопк\w+|\bтема письма\s[—–-])\s*$", re.IGNORECASE)
_SPEAKS_AFTER = re.compile(r"\s*,?\s[—–-]\s[а-яё]")
_FUZZY = re.compile(r"десятк|сотн|тысяч|миллион|пар[аеуы]", re.IGNORECASE)
_STRONG_WORDS = ("percent:", "rub:", "usd:", "eur:", "times:")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a variant may say: the brief's facts, the catalogue's where they are allowed, and names anyone
    may use."""

    brief: FactSheet
    catalogue: FactSheet | None
    known: Wording
    latin: frozenset[str]

    def latin_words(self) -> frozenset[str]:
        sheets = [self.brief, *([self.catalogue] if self.catalogue else [])]
        words = {value(fact) for sheet in sheets for fact in sheet.of_kind(FactKind.LATIN)}
        return frozenset(words | {part for word in words for part in _parts(word)} | self.latin)


def compare(text: str, variant: FactSheet, evidence: Evidence, morphology: Morphology) -> Iterator[Finding]:
    """Findings about what the variant says and the brief doesn't."""
    judge = _Judge(text, variant, evidence, morphology)
    for fact in variant.facts:
        finding = judge.finding(fact)
        if finding:
            yield finding


def missing(variant: FactSheet, required: Sequence[Fact]) -> Iterator[Finding]:
    """Required facts that the variant doesn't have; each meaning once."""
    told: set[frozenset[str]] = set()
    for fact in required:
        if fact.keys in told or variant.has(fact):
            continue
        told.add(fact.keys)
        yield Finding(
            kind=Kind.FACT_MISSING, severity=Severity.WARN, expected=fact.quote, rule=fact.kind.value
        )


@dataclass(frozen=True, slots=True)
class _Judge:
    text: str
    variant: FactSheet
    evidence: Evidence
    morphology: Morphology

    def finding(self, fact: Fact) -> Finding | None:
        if not self._is_claim(fact):
            return None
        known = self._known_in(self.evidence.brief, fact)
        changed = known and self._counts_otherwise(fact)
        if known and not changed:
            return None
        catalogue = self.evidence.catalogue
        if catalogue is not None and self._known_in(catalogue, fact):
            return _finding(Kind.FACT_FROM_CATALOGUE, Severity.INFO, fact)
        source = changed or original(fact, self.evidence.brief.facts)
        kind = Kind.FACT_CHANGED if source else Kind.FACT_INVENTED
        expected = source.quote if source else None
        return _finding(kind, self._severity(fact), fact).model_copy(update={"expected": expected})

    def _is_claim(self, fact: Fact) -> bool:
        """Not what is said in passing: «два дня», speech in quotes, «Пятница, вечер» as a scene."""
        if fact.spelled:
            return any(key.startswith(_STRONG_WORDS) for key in fact.keys) and self._is_strong(fact)
        if fact.kind is FactKind.QUOTED:
            return not self._is_speech(fact)
        if fact.kind is FactKind.LATIN:
            return not fact.quote.islower() and not _ROMAN.match(fact.quote)
        if fact.kind is FactKind.WEEKDAY:
            return self._is_dated(fact) or any(key.startswith("weekday") for key in self.evidence.brief.keys)
        return not _is_one(fact)

    def _is_strong(self, fact: Fact) -> bool:
        """«сорок процентов», «в пять раз», «вдвое»; not «половина группы», «один раз», «в десятки раз»."""
        if any(key.startswith("percent:") for key in fact.keys):
            return "процент" in fact.quote.lower()
        if any(key.startswith("times:") for key in fact.keys):
            several = bool(re.search(r"(?<!\w)в\s$", self.text[: fact.start][-3:]))
            return " " not in fact.quote or (several and not _FUZZY.match(fact.quote))
        return not _FUZZY.match(fact.quote)

    def _is_speech(self, fact: Fact) -> bool:
        words = re.findall(r"[^\W\d_]+", fact.quote)
        return (
            "_" in fact.quote
            or any(self.morphology.part_of_speech(word) in _SPEECH for word in words)
            or bool(_SPEAKS_BEFORE.search(self.text[: fact.start][-16:]))
            or bool(_SPEAKS_AFTER.match(self.text, fact.end) and self._verb_follows(fact.end))
        )

    def _verb_follows(self, position: int) -> bool:
        words = re.findall(r"[а-яё]+", self.text[position : position + 30].lower())
        return any(self.morphology.part_of_speech(word) == "VERB" for word in words[:2])

    def _is_dated(self, fact: Fact) -> bool:
        """A weekday beside a date or a time, or «по вторникам», is an appointment."""
        if _EVENT.search(self.text[: fact.start][-8:]):
            return True
        dated = self.variant.of_kind(FactKind.DATE, FactKind.TIME)
        return any(_between(self.text, fact, other) for other in dated)

    def _known_in(self, sheet: FactSheet, fact: Fact) -> bool:
        if fact.kind is FactKind.QUOTED:
            name = Wording.of(fact.quote, self.morphology)
            return sheet.wording.has(name) or self.evidence.known.has(name)
        if fact.kind is FactKind.LATIN:
            allowed = self.evidence.latin_words()
            return value(fact) in allowed or _parts(value(fact)) <= allowed
        if fact.kind is FactKind.MONTH:
            month = f"date:{value(fact)}-"
            return bool(fact.keys & sheet.keys) or any(key.startswith(month) for key in sheet.keys)
        return sheet.has(fact)

    def _counts_otherwise(self, fact: Fact) -> Fact | None:
        """«40 мест» where the brief has 30 мест and 40 of something else."""
        if fact.shape is not Shape.COUNTED or fact.spelled or self.morphology.is_animate(fact.noun or ""):
            return None  # people go by many names: 44 человека are 44 сотрудника
        counted = [own for own in self.evidence.brief.facts if own.noun == fact.noun and own.figures]
        if not counted or any(own.figures & fact.figures for own in counted) or _is_one(counted[0]):
            return None
        bare = [
            own for own in self.evidence.brief.facts if own.shape is Shape.BARE and own.figures & fact.figures
        ]
        return None if bare else counted[0]

    def _severity(self, fact: Fact) -> Severity:
        """Names are often a writer's colour and hard to tell from it; figures, dates and contacts never
        are."""
        if fact.kind in {FactKind.QUOTED, FactKind.LATIN, FactKind.MONTH} or fact.spelled:
            return Severity.WARN
        if fact.kind is FactKind.WEEKDAY and not self._is_dated(fact):
            return Severity.WARN
        return Severity.BLOCK


def _is_one(fact: Fact) -> bool:
    """«1 образец» is hardly more than an article."""
    return fact.shape is Shape.COUNTED and fact.figures == {"1"}


def _between(text: str, one: Fact, other: Fact) -> bool:
    first, second = sorted((one, other), key=lambda fact: fact.start)
    gap = text[first.end : second.start]
    return len(gap) <= _NEAR and not re.search(r"[.!?…\n]\s|\n", gap)


def _finding(kind: Kind, severity: Severity, fact: Fact) -> Finding:
    return Finding(
        kind=kind, severity=severity, quote=fact.quote, start=fact.start, end=fact.end, rule=fact.kind.value
    )


def _parts(word: str) -> frozenset[str]:
    return frozenset(part for part in re.split(r"[.\-/&]", word) if part)
