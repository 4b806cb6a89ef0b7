"""A model's answer on its way to an ad: growing, then judged, then compared with other attempts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copywriting import masked
from copywriting.brief import AngleSlug, Brief
from copywriting.checker import Checker
from copywriting.checks.facts.fact import CONTACTS
from copywriting.cleaning import clean, visible
from copywriting.formats import parse, render_fields
from copywriting.granted import is_granted
from copywriting.masking import Masks, Unmasker
from copywriting.order import Change, Refinement
from copywriting.platforms import Platform
from copywriting.report import Finding, Kind, Report, Severity
from copywriting.tighten import finish

_STEP = 16  # characters between two looks at a growing text: nobody reads faster


class Answer:
    """What one variant's stream has brought so far, facts restored."""

    def __init__(self, masks: Masks | None) -> None:
        self._unmasker = Unmasker(masks) if masks else None
        self._told = 0
        self.text = ""

    def feed(self, delta: str) -> str:
        """Adds a delta; returns what a reader may see now, empty if that is hardly more than before."""
        self.text += self._unmasker.feed(delta) if self._unmasker else delta
        if len(self.text) < self._told + _STEP:
            return ""
        self._told = len(self.text)
        return visible(self.text)

    def close(self) -> str:
        if self._unmasker:
            self.text += self._unmasker.close()
        return self.text


@dataclass(frozen=True, slots=True)
class Draft:
    """A judged attempt at one variant."""

    text: str
    angle: AngleSlug
    report: Report
    on_target: bool = True

    @property
    def near_copy(self) -> bool:
        return bool(self.report.of(Kind.LIKENESS))

    @property
    def overlong(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self.report.of(Kind.LIMIT))

    @property
    def blocked(self) -> bool:
        """By anything that neither tightening, nor difference, nor added words can repair."""
        return any(
            finding.severity is Severity.BLOCK
            and finding.kind not in (Kind.LIMIT, Kind.LIKENESS)
            and finding not in self.obliging
            for finding in self.report.findings
        )

    @property
    def obliging(self) -> tuple[Finding, ...]:
        """Rules that miss words rather than object to some: no model writes those by itself."""
        return tuple(
            finding for finding in self.report.of(Kind.LAW) if finding.suggestion and not finding.quote
        )

    @property
    def doubtful(self) -> bool:
        """Warned of: a fact is missing or foreign, the language or the law is doubtful."""
        return any(
            finding.severity is Severity.WARN and finding not in self.obliging
            for finding in self.report.findings
        )

    @property
    def faults(self) -> tuple[int, ...]:
        """The smaller, the better; what weighs most comes first."""
        severities = [finding.severity for finding in self.report.findings]
        return (
            int(self.near_copy),
            severities.count(Severity.BLOCK),
            int(not self.on_target),
            len(self.report.of(Kind.FACT_MISSING)),
            severities.count(Severity.WARN),
        )


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges attempts of one order. ``lock`` is that of ``checker``, which works on one text at a time."""

    checker: Checker
    lock: asyncio.Lock
    brief: Brief
    platform: Platform
    refinement: Refinement | None = None
    masks: Masks | None = None

    async def draft(
        self, answer: str, angle: AngleSlug, others: Sequence[str], *, cut: bool = False
    ) -> Draft | None:
        """None if nothing is left of the answer. ``cut``: the token budget ended it."""
        async with self.lock:
            return await asyncio.to_thread(self._draft, answer, angle, others, cut=cut)

    def _draft(self, answer: str, angle: AngleSlug, others: Sequence[str], *, cut: bool) -> Draft | None:
        text = self._formed(clean(answer), cut=cut)
        if not text:
            return None
        report = self._report(text)
        if alike := self.checker.alike(text, others):
            report = _with(report, alike)
        return Draft(text, angle, report, self._on_target(text))

    def _formed(self, text: str, *, cut: bool) -> str:
        if cut and self.platform.body:
            text = finish(text)
        if not self.platform.structured:
            return text
        fields = parse(text, self.platform)
        return render_fields(fields, self.platform) if fields.items else text

    def _report(self, text: str) -> Report:
        report = self.checker.check(text, brief=self._checked_brief, platform=self.platform)
        report = report if self.platform.contacts else _without_contacts(report)
        known = [finding.expected or "" for finding in report.of(Kind.FACT_MISSING)]
        missing = masked.missing(self.masks, text, self.platform) if self.masks else ()
        return _with(report, *(finding for finding in missing if not _told(finding.expected or "", known)))

    @property
    def _checked_brief(self) -> Brief:
        """What the user orders in an edit is no invention."""
        if self.refinement is None or self.refinement.change is not Change.EDIT:
            return self.brief
        return replace(self.brief, seed=f"{self.brief.seed}\n{self.refinement.instruction}")

    def _on_target(self, text: str) -> bool:
        return self.refinement is None or is_granted(self.refinement, text, self.platform)


def better(first: Draft | None, second: Draft | None) -> Draft | None:
    """The one with fewer faults; the earlier one if they are equal."""
    if first is None or second is None:
        return first or second
    return second if second.faults < first.faults else first


def _told(fact: str, known: Sequence[str]) -> bool:
    """The checks may quote a fact more or less widely than it was masked: «до 24 апреля»."""
    return any(fact in other or other in fact for other in known if other)


def _without_contacts(report: Report) -> Report:
    """A link that belongs in the platform's own form isn't missing in the text."""
    findings = [
        one for one in report.findings if one.kind is not Kind.FACT_MISSING or one.rule not in CONTACTS
    ]
    return report.model_copy(update={"findings": tuple(findings)})


def _with(report: Report, *findings: Finding) -> Report:
    return report.model_copy(update={"findings": (*report.findings, *findings)}) if findings else report
