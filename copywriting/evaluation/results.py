"""What an evaluation found, in the order in which it is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from copywriting.evaluation.marking import Marked
from copywriting.evaluation.running import Cost
from copywriting.evaluation.scoring import Summary, badness, shares_by_kind, summarise


@dataclass(frozen=True, slots=True)
class Making:
    """How the figures came about, so that they can be made again."""

    model: str
    command: str
    date: str
    commit: str
    briefs: int
    of_briefs: int
    variants: int
    seed: int


@dataclass(frozen=True, slots=True)
class Results:
    """``references`` are empty unless they were asked for."""

    making: Making
    cost: Cost
    marked: Sequence[Marked]
    references: Sequence[Marked] = ()

    @property
    def overall(self) -> Summary | None:
        return summarise([one.score for one in self.marked])

    @property
    def upper_bound(self) -> Summary | None:
        return summarise([one.score for one in self.references])

    @property
    def unfamiliar(self) -> Summary | None:
        """Only briefs of which no variant recites a reference; None if all are such or none is."""
        recited = {one.case.id for one in self.marked if one.score.recited}
        return (
            summarise([one.score for one in self.marked if one.case.id not in recited]) if recited else None
        )

    @property
    def columns(self) -> dict[str, Summary]:
        """Title → summary, for tables of all measures."""
        every = {
            self.making.model: self.overall,
            "its briefs without a recital": self.unfamiliar,
            "reference ads": self.upper_bound,
        }
        return {title: summary for title, summary in every.items() if summary}

    @property
    def kinds(self) -> Mapping[str, Mapping[str, float]]:
        return shares_by_kind([one.report for one in self.marked])

    def worst(self, count: int) -> list[Marked]:
        """At most one of a brief, so that a reader sees different troubles."""
        ranked = sorted(self.marked, key=lambda one: badness(one.report, one.score), reverse=True)
        first: dict[str, Marked] = {}
        for one in ranked:
            first.setdefault(one.case.id, one)
        return list(first.values())[:count]


def by_platform(marked: Sequence[Marked]) -> dict[str, Summary]:
    """The platforms with most variants first."""
    groups: dict[str, list[Marked]] = defaultdict(list)
    for one in marked:
        groups[one.platform].append(one)
    found = {slug: summarise([one.score for one in group]) for slug, group in groups.items()}
    known = {slug: summary for slug, summary in found.items() if summary}
    return dict(sorted(known.items(), key=lambda item: (-item[1].variants, item[0])))


def to_json(results: Results) -> dict[str, Any]:
    """Everything, the texts with their findings, too."""
    overall, bound, unfamiliar = results.overall, results.upper_bound, results.unfamiliar
    cost = results.cost
    return {
        "making": asdict(results.making),
        "cost": asdict(cost) | {"tokens_per_second": cost.tokens_per_second},
        "overall": asdict(overall) if overall else None,
        "unfamiliar": asdict(unfamiliar) if unfamiliar else None,
        "references": asdict(bound) if bound else None,
        "platforms": {slug: asdict(one) for slug, one in by_platform(results.marked).items()},
        "kinds": results.kinds,
        "variants": [_variant(one) for one in results.marked],
    }


def _variant(one: Marked) -> dict[str, Any]:
    return {
        "brief": one.case.id,
        "platform": one.platform,
        "position": one.position,
        "angle": one.angle,
        "text": one.text,
        "findings": [finding.model_dump(mode="json", exclude_none=True) for finding in one.report.findings],
        "score": asdict(one.score),
    }
