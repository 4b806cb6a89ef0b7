"""What a benchmark hands over: a table, claims that hold or don't, and numbers for a plot."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

ORDER: dict[str, Callable[[float, float], bool]] = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Claim:
    """``measured`` must be ``≥``, ``≤`` or ``<`` than ``target``."""

    what: str
    measured: float
    relation: str
    target: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        return ORDER[self.relation](self.measured, self.target)

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "MISSED"
        target = f"{self.relation} {self.target:g}{self.unit}"
        return f"{self.what}: {self.measured:.2f}{self.unit} ({target}: {verdict})"


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: one bar a label."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark. ``key`` names its plot; ``rows`` are as wide as ``columns``."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    claims: tuple[Claim, ...] = ()
    bars: tuple[Bars, ...] = ()
    notes: tuple[str, ...] = field(default=())


def show(result: Result, console: Console) -> None:
    table = Table(title=result.title, title_justify="left")
    for index, column in enumerate(result.columns):
        table.add_column(column, justify="right" if index else "left")
    for row in result.rows:
        table.add_row(*row)
    console.print(table)
    for claim in result.claims:
        console.print(f"[{'green' if claim.holds else 'red'}]{claim}", highlight=False)
    for note in result.notes:
        console.print(f"[dim]{note}", highlight=False)


def markdown(result: Result) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    parts = [f"## {result.title}", ""]
    parts += [line(result.columns), line(["---", *["--:"] * (len(result.columns) - 1)])]
    parts += [line(row) for row in result.rows]
    parts += ["", *(f"- {claim}" for claim in result.claims), *(f"- {note}" for note in result.notes)]
    parts += [f"\n![{bars.title}](performance/{result.key}-{n}.png)" for n, bars in enumerate(result.bars, 1)]
    return "\n".join(parts) + "\n"
