"""From texts to scores: what the product reported, and what the dataset lets us measure beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from copywriting.brief import Brief
from copywriting.checks.checker import Checker
from copywriting.evaluation.briefs import Case, by_dataset_name, to_brief
from copywriting.evaluation.resemblance import Resemblance
from copywriting.evaluation.running import Answer, Desk
from copywriting.evaluation.scoring import Measured, Score, Siblings, Wording, score
from copywriting.evaluation.words import IsKnown, foreign_share, repeated_share, unknown_share
from copywriting.platforms import Platform
from copywriting.report import Kind, Report


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its brief, what the product says of it and its score; ``angle`` is empty for references."""

    case: Case
    platform: str
    position: int
    angle: str
    text: str
    report: Report
    score: Score


@dataclass(frozen=True, slots=True)
class Examiner:
    """Marks a model's answers and the dataset's own ads by the same measures."""

    desk: Desk
    resemblance: Resemblance
    is_known: IsKnown

    def answers(self, answer: Answer) -> list[Marked]:
        """The reports are those that the product made when it wrote the variants."""
        texts = [one.text for one in answer.written]
        siblings = compared(texts, self._checker)
        return [
            self._marked(answer, place, siblings[place], list(answer.case.variants))
            for place in range(len(texts))
        ]

    def references(self, case: Case) -> list[Marked]:
        """Each reference is compared with the other ones of its brief."""
        brief = to_brief(case, by_dataset_name(self.desk.platforms))
        platform = self.desk.platforms[brief.platform]
        siblings = compared(case.variants, self._checker)
        marked = []
        for position, text in enumerate(case.variants):
            others = [*case.variants[:position], *case.variants[position + 1 :]]
            report = self._report(text, brief, platform, case.variants[:position])
            measured = self._measured(text, case, siblings[position], others)
            marked.append(Marked(case, platform.slug, position, "", text, report, score(report, measured)))
        return marked

    @property
    def _checker(self) -> Checker:
        return self.desk.checker

    def _marked(self, answer: Answer, place: int, siblings: Siblings, references: list[str]) -> Marked:
        one, case = answer.written[place], answer.case
        measured = self._measured(one.text, case, siblings, references)
        platform = answer.brief.platform
        return Marked(
            case, platform, one.position, one.angle, one.text, one.report, score(one.report, measured)
        )

    def _report(self, text: str, brief: Brief, platform: Platform, earlier: Sequence[str]) -> Report:
        report = self._checker.check(text, brief=brief, platform=platform)
        alike = self._checker.alike(text, earlier)
        return report.model_copy(update={"findings": (alike, *report.findings)}) if alike else report

    def _measured(self, text: str, case: Case, siblings: Siblings, references: list[str]) -> Measured:
        return Measured(
            facts=len(case.facts),
            kept=len(case.facts) - self._lacking(text, case),
            wording=Wording(foreign_share(text), unknown_share(text, self.is_known), repeated_share(text)),
            siblings=siblings,
            chrf=self.resemblance(text, references) if references else None,
            recited=any(self._checker.likeness.too_alike(text, one) for one in references),
        )

    def _lacking(self, text: str, case: Case) -> int:
        platforms: Mapping[str, Platform] = by_dataset_name(self.desk.platforms)
        report = self._checker.check(
            text, brief=to_brief(case, platforms), platform=platforms[case.platform], required=case.facts
        )
        return len(report.of(Kind.FACT_MISSING))


def compared(texts: Sequence[str], checker: Checker) -> list[Siblings]:
    """Each text beside the others; of a pair of near-copies the later one counts as the copy."""
    likeness: dict[tuple[int, int], float] = {}
    copies: set[int] = set()
    for one, other in combinations(range(len(texts)), 2):
        likeness[one, other] = likeness[other, one] = checker.likeness(texts[one], texts[other])
        if checker.likeness.too_alike(texts[one], texts[other]):
            copies.add(other)
    found = []
    for place in range(len(texts)):
        mine = [value for (one, _), value in likeness.items() if one == place]
        found.append(Siblings(fmean(mine), max(mine), place in copies) if mine else Siblings())
    return found
