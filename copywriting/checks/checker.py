"""All checks of a variant in one call."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from copywriting.brief import Brief
from copywriting.checks.brand import Glossary, RiskyClaims, load_glossary
from copywriting.checks.facts.compare import REQUIRED, Evidence, compare, missing
from copywriting.checks.facts.fact import Fact
from copywriting.checks.facts.sheet import FactSheet, Wording
from copywriting.checks.language import check_language
from copywriting.checks.law import Law, Occasion, load_law
from copywriting.checks.likeness import TOO_ALIKE, Likeness, Sense
from copywriting.checks.morphology import Morphology
from copywriting.formats import parse
from copywriting.limits import check_limits
from copywriting.platforms import Platform
from copywriting.report import Finding, Kind, Report, Severity

if TYPE_CHECKING:  # the catalogue itself recognises products by this package's morphology
    from copywriting.knowledge import Product, Products

_BRIEFS_REMEMBERED = 64
_RANK = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class _Read:
    """What a brief allows, read once for all its variants."""

    text: str
    evidence: Evidence
    required: tuple[Fact, ...]
    products: "tuple[Product, ...]"


class Checker:
    """Rules, glossary and catalogue, ready. Pure and synchronous; a variant takes a few milliseconds. Not
    for use from several threads at once: it remembers the briefs it has read."""

    def __init__(
        self,
        law: Law,
        glossary: Glossary,
        products: "Products",
        morphology: Morphology,
        *,
        sense: Sense | None = None,
    ) -> None:
        self.likeness = Likeness(morphology, sense)
        self._law = law
        self._glossary = glossary
        self.products = products
        self._morphology = morphology
        self._claims = RiskyClaims(morphology)
        names = [*glossary.file.names, *(product.name for product in products)]
        names += [product.full_name for product in products if product.full_name]
        self._known = Wording.of("\n".join(names), morphology)
        self._read: OrderedDict[Brief, _Read] = OrderedDict()

    @classmethod
    def load(cls, data: Path, products: "Products", morphology: Morphology) -> Self:
        """From ``data/compliance.yaml`` and ``data/glossary.yaml``; raises DataFileBroken."""
        law, glossary = load_law(data / "compliance.yaml"), load_glossary(data / "glossary.yaml")
        return cls(law, glossary, products, morphology)

    def check(
        self, text: str, *, brief: Brief, platform: Platform, required: Sequence[str] | None = None
    ) -> Report:
        """``required``: what must stand in the text; by default the seed's contacts, dates, times and
        prices."""
        read = self._brief(brief)
        findings = [*check_limits(text, platform)]
        findings += self._facts(text, read, platform, required)
        findings += self._law.check(text, self._occasion(read, platform))
        findings += self._glossary.check(text)
        findings += self._glossary.reminders(text, platform)
        findings += self._claims.check(text, read.products, read.text)
        findings += check_language(text)
        findings.sort(key=lambda finding: (_RANK[finding.severity], finding.start or 0, finding.kind))
        return Report(findings=tuple(findings), length=platform.size(text))

    def alike(self, text: str, others: Sequence[str]) -> Finding | None:
        """A LIKENESS finding when ``text`` nearly repeats one of ``others``; ``size`` and ``limit`` are
        percent."""
        for other in others:
            if self.likeness.too_alike(text, other):
                return Finding(
                    kind=Kind.LIKENESS,
                    severity=Severity.BLOCK,
                    expected=other[:80],
                    size=round(100 * self.likeness(text, other)),
                    limit=round(100 * TOO_ALIKE),
                )
        return None

    def _facts(
        self, text: str, read: _Read, platform: Platform, required: Sequence[str] | None
    ) -> Iterator[Finding]:
        sheet = FactSheet.of(text, self._morphology, hidden=_labels(text, platform))
        yield from compare(text, sheet, read.evidence, self._morphology)
        if required is None:
            yield from missing(sheet, read.required)
        else:
            yield from self._lacking(sheet, required)

    def _lacking(self, sheet: FactSheet, required: Sequence[str]) -> Iterator[Finding]:
        """Facts named as strings: by what they say («до 12 сентября»), else word for word («Дамир»)."""
        for wanted in required:
            facts = FactSheet.of(wanted, self._morphology).facts
            if facts and all(sheet.has(fact) for fact in facts):
                continue
            if not facts and sheet.wording.has(Wording.of(wanted, self._morphology)):
                continue
            yield Finding(kind=Kind.FACT_MISSING, severity=Severity.WARN, expected=wanted)

    def _occasion(self, read: _Read, platform: Platform) -> Occasion:
        categories = frozenset(product.category for product in read.products)
        return Occasion(read.text, platform.slug, platform.group, categories)

    def _brief(self, brief: Brief) -> _Read:
        if brief in self._read:
            self._read.move_to_end(brief)
            return self._read[brief]
        parts = (brief.seed, brief.task, brief.product, brief.audience)
        text = "\n".join(part for part in parts if part)
        products = self.products.recognise(text)
        facts = "\n".join(fact.t for product in products for fact in product.verified)
        catalogue = FactSheet.of(facts, self._morphology) if brief.use_product_facts and facts else None
        sheet = FactSheet.of(text, self._morphology)
        seed = FactSheet.of(brief.seed, self._morphology)
        required = tuple(fact for fact in seed.facts if fact.kind in REQUIRED and not fact.spelled)
        evidence = Evidence(sheet, catalogue, self._known, self._glossary.latin)
        self._read[brief] = _Read(text, evidence, required, products)
        while len(self._read) > _BRIEFS_REMEMBERED:
            self._read.popitem(last=False)
        return self._read[brief]


def _labels(text: str, platform: Platform) -> list[tuple[int, int]]:
    """The parts of a structured ad that are no ad: «Заголовок 2: » holds no number."""
    spans = []
    position = 0
    for item in parse(text, platform).items:
        spans.append((position, item.start))
        position = item.end
    return [*spans, (position, len(text))]
