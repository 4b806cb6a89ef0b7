"""Marked variants for tests, with nothing measured but what a test names."""

from typing import Any

from copywriting.brief import Tone
from copywriting.evaluation.briefs import Case
from copywriting.evaluation.marking import Marked
from copywriting.evaluation.results import Making, Results
from copywriting.evaluation.running import Cost
from copywriting.evaluation.scoring import Measured, Siblings, Wording, score
from copywriting.report import Finding, Kind, Report, Severity

CASE = Case(
    id="w1-001",
    product="«Логос»",
    platform="sms",
    task="Анонсировать вебинар",
    tone=Tone("деловой"),
    audience="инженеры",
    seed="вебинар 24 апреля",
    variants=("Вебинар 24 апреля",),
    facts=("24 апреля",),
)
MAKING = Making("nano", "python -m copywriting evaluate", "2026-11-22", "abc1234", 1, 119, 4, 1)


def finding(kind: Kind, severity: Severity = Severity.BLOCK, rule: str | None = None) -> Finding:
    return Finding(kind=kind, severity=severity, rule=rule)


def report(*findings: Finding, length: int = 10) -> Report:
    return Report(findings=findings, length=length)


def measured(**changes: Any) -> Measured:
    fields: dict[str, Any] = {
        "facts": 0,
        "kept": 0,
        "wording": Wording(0.0, 0.0, 0.0),
        "siblings": Siblings(),
        "chrf": None,
        "recited": False,
        **changes,
    }
    return Measured(**fields)


def marked(text: str, *findings: Finding, case: Case = CASE, **known: Any) -> Marked:
    told = report(*findings)
    found = score(told, measured(**{"facts": 1, "kept": 1, **known}))
    return Marked(case, case.platform, 0, "benefit", text, told, found)


def results(*variants: Marked, references: tuple[Marked, ...] = ()) -> Results:
    return Results(MAKING, Cost(seconds=2.0, drafts=5, tokens=100), variants, references)
