"""What the checks found in a variant: codes, places and numbers; sentences are ``handlers.texts``'s."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Kind(StrEnum):
    """What a finding is about."""

    FACT_INVENTED = "fact_invented"  # stands in the variant, not in the brief
    FACT_MISSING = "fact_missing"  # stands in the brief as required, not in the variant
    FACT_CHANGED = "fact_changed"  # stands in both, differently (``expected`` is the brief's form)
    FACT_FROM_CATALOGUE = "fact_from_catalogue"  # verified product fact, not from the seed
    LIMIT = "limit"  # a field is over ``limit`` (or under, or lacks): ``size`` is what it has
    FORM = "form"  # a required field is absent, or text stands outside the fields
    LAW = "law"  # ``rule`` of compliance.yaml
    BRAND = "brand"  # ``rule`` of the glossary or of the product
    LIKENESS = "likeness"  # near-copy of another variant or of a text shown before
    LANGUAGE = "language"  # foreign script, endless repetition, an unfinished sentence


class Finding(BaseModel):
    """One thing to look at. ``start``/``end`` are character offsets into the variant's text, if placed."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    severity: Severity
    quote: str = ""
    start: int | None = None
    end: int | None = None
    field: str | None = None
    rule: str | None = None
    reason: str | None = None  # from data (compliance.yaml), already Russian
    suggestion: str | None = None
    expected: str | None = None
    size: int | None = None
    limit: int | None = None


class Report(BaseModel):
    """All findings of one variant. ``length`` is the text's size as its platform counts it."""

    model_config = ConfigDict(frozen=True)

    findings: tuple[Finding, ...] = ()
    length: int = 0

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    @property
    def blocked(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self.findings)
