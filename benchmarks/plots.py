"""Bar charts of the results."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.results import Bars, Result

INK = "#1f5f8b"


def plot(result: Result, folder: Path) -> None:
    """Writes ``{key}-{n}.png`` for each chart of the result."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, bars in enumerate(result.bars, 1):
        _draw(bars).savefig(folder / f"{result.key}-{number}.png", dpi=120)


def _draw(bars: Bars) -> Figure:
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(7, 0.6 + 0.5 * len(bars.labels)), layout="constrained")
        axes = figure.add_subplot()
        drawn = axes.barh(bars.labels, bars.values, color=INK)
        axes.bar_label(drawn, fmt="%.3g", padding=3)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(bars.unit)
        axes.set_title(bars.title, loc="left")
    return figure
