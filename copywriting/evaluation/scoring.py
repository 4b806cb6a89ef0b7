"""The measures: of one variant, and of a set of variants. Plain definitions that a reader can redo."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from copywriting.report import Finding, Kind, Report, Severity

_INVENTED = (Kind.FACT_INVENTED, Kind.FACT_CHANGED)
_FORM = (Kind.LIMIT, Kind.FORM)
_SERIOUS = frozenset({Severity.BLOCK, Severity.WARN})


@dataclass(frozen=True, slots=True)
class Siblings:
    """A variant beside the other ones of its brief; None where it is the only one."""

    mean: float | None = None
    closest: float | None = None
    near_copy: bool = False  # of an earlier one, by the product's own threshold


@dataclass(frozen=True, slots=True)
class Wording:
    """Shares, 0 … 1; see ``words``."""

    foreign: float
    unknown: float
    repeated: float


@dataclass(frozen=True, slots=True)
class Score:
    """One variant. ``chrf`` is 0 … 100, None without a reference to compare with."""

    facts: int  # that the dataset wants in every ad of this brief
    kept: int  # of them
    invented: int  # facts invented or changed, at any severity
    invented_blocking: int  # of them, figures, dates and contacts
    within: bool  # the platform's form and limits
    law_blocked: bool
    law_warned: bool  # or blocked
    language: int  # findings about the language
    unfinished: bool
    wording: Wording
    siblings: Siblings
    clean: bool  # nothing that the product would warn of
    blocked: bool
    length: int
    chrf: float | None
    recited: bool  # a near-copy of a reference: the model has seen it


@dataclass(frozen=True, slots=True)
class Measured:
    """What a score is made of beside the product's report."""

    facts: int
    kept: int
    wording: Wording
    siblings: Siblings
    chrf: float | None
    recited: bool


def score(report: Report, measured: Measured) -> Score:
    law = {finding.severity for finding in report.of(Kind.LAW)}
    invented = report.of(*_INVENTED)
    language = report.of(Kind.LANGUAGE)
    return Score(
        facts=measured.facts,
        kept=measured.kept,
        invented=len(invented),
        invented_blocking=sum(finding.severity is Severity.BLOCK for finding in invented),
        within=all(finding.severity is not Severity.BLOCK for finding in report.of(*_FORM)),
        law_blocked=Severity.BLOCK in law,
        law_warned=bool(law & _SERIOUS),
        language=len(language),
        unfinished=any(finding.rule == "unfinished" for finding in language),
        wording=measured.wording,
        siblings=measured.siblings,
        clean=not any(finding.severity in _SERIOUS for finding in report.findings),
        blocked=report.blocked,
        length=report.length,
        chrf=measured.chrf,
        recited=measured.recited,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """A set of variants: facts are counted over all together, shares and means are per variant.

    ``likeness_max`` is the greatest of any two siblings. None where nothing could be measured.
    """

    variants: int
    clean: float
    without_block: float
    facts_kept: float | None
    all_facts_kept: float
    invented: float
    invented_blocking: float
    without_invented: float
    within_limits: float
    law_without_block: float
    law_without_warning: float
    likeness_mean: float | None
    likeness_max: float | None
    near_copies: float
    language_findings: float
    foreign_words: float
    unknown_words: float
    repeated: float
    unfinished: float
    length: float
    chrf: float | None
    recited: float


def summarise(scores: Sequence[Score]) -> Summary | None:
    """None for no scores at all."""
    if not scores:
        return None
    facts = sum(one.facts for one in scores)
    return Summary(
        variants=len(scores),
        clean=fmean(one.clean for one in scores),
        without_block=fmean(not one.blocked for one in scores),
        facts_kept=sum(one.kept for one in scores) / facts if facts else None,
        all_facts_kept=fmean(one.kept == one.facts for one in scores),
        invented=fmean(one.invented for one in scores),
        invented_blocking=fmean(one.invented_blocking for one in scores),
        without_invented=fmean(one.invented == 0 for one in scores),
        within_limits=fmean(one.within for one in scores),
        law_without_block=fmean(not one.law_blocked for one in scores),
        law_without_warning=fmean(not one.law_warned for one in scores),
        likeness_mean=_mean([one.siblings.mean for one in scores]),
        likeness_max=_greatest([one.siblings.closest for one in scores]),
        near_copies=fmean(one.siblings.near_copy for one in scores),
        language_findings=fmean(one.language for one in scores),
        foreign_words=fmean(one.wording.foreign for one in scores),
        unknown_words=fmean(one.wording.unknown for one in scores),
        repeated=fmean(one.wording.repeated for one in scores),
        unfinished=fmean(one.unfinished for one in scores),
        length=fmean(one.length for one in scores),
        chrf=_mean([one.chrf for one in scores]),
        recited=fmean(one.recited for one in scores),
    )


def shares_by_kind(reports: Sequence[Report]) -> Mapping[str, Mapping[str, float]]:
    """Kind → severity → the share of variants with such a finding, the most frequent kinds first."""
    total = max(1, len(reports))
    found = Counter(
        pair for report in reports for pair in {(one.kind, one.severity) for one in report.findings}
    )
    kinds = sorted({kind for kind, _ in found}, key=lambda kind: _weight(found, kind), reverse=True)
    return {
        kind.value: {severity.value: found[kind, severity] / total for severity in Severity} for kind in kinds
    }


def badness(report: Report, one: Score) -> tuple[int, int, float, float]:
    """Sorts the worst first when reversed: blocking findings, warnings, loops, nonsense words."""
    counts = Counter(finding.severity for finding in report.findings)
    return counts[Severity.BLOCK], counts[Severity.WARN], one.wording.repeated, one.wording.unknown


def faults(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What a person has to look at, in words: «3 × fact invented (number)»."""
    found = Counter(
        one.kind.value.replace("_", " ") + (f" ({one.rule.replace('_', ' ')})" if one.rule else "")
        for one in findings
        if one.severity in _SERIOUS
    )
    return tuple(f"{count} × {fault}" if count > 1 else fault for fault, count in found.most_common())


def _weight(found: Counter[tuple[Kind, Severity]], kind: Kind) -> tuple[int, int, str]:
    return found[kind, Severity.BLOCK], found[kind, Severity.WARN], kind.value


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _greatest(values: Sequence[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
