"""The page that people read: figures on top, then every draft beside its brief."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jinja2

from training.dataset import AdRecord
from training.metrics import Score, Summary

TEMPLATE = Path(__file__).with_name("report.html.j2")


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft with its brief and its figures."""

    record: AdRecord
    text: str
    score: Score

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with it, in words."""
        one = self.score
        found = {
            f"{one.facts - one.kept} of {one.facts} facts missing": one.kept < one.facts,
            f"{one.invented} figures invented": one.invented > 0,
            "marker shown": one.marked,
            "form or limit broken": not one.formed,
            "did not end": not one.ended,
            f"{one.repeats:.0%} repeated": one.repeats > 0.1,
            "copies a training ad": one.copied,
        }
        return tuple(fault for fault, is_so in found.items() if is_so)


def write_page(
    path: Path, summary: Mapping[str, object], platforms: Mapping[str, Summary], shown: Sequence[Shown]
) -> None:
    """Self-contained HTML; texts are escaped."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["figure"] = _figure
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    rows = {slug: asdict(one) for slug, one in platforms.items()}
    path.write_text(template.render(summary=summary, platforms=rows, shown=shown), encoding="utf-8")


def _figure(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
