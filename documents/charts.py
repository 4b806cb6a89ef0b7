"""Usage as a picture."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE: Final = (9.6, 5.4)  # inches
_DPI: Final = 100  # 960×540 pixels: what Telegram shows of a photo without zooming
_FONT: Final = "DejaVu Sans"  # comes with matplotlib and has Cyrillic
_COLOURS: Final = ("#9bb8d9", "#3c6fb0", "#2e9e6b")
_SERIES: Final = len(_COLOURS)
_MOST_TICKS: Final = 12
_GROUP: Final = 0.8  # share of a day that its bars take


@dataclass(frozen=True, slots=True)
class UsageDay:
    day: date
    briefs: int
    variants: int
    chosen: int


@dataclass(frozen=True, slots=True)
class ChartWords:
    """``empty`` is written where the bars would be when there is no day."""

    title: str
    briefs: str
    variants: str
    chosen: str
    empty: str


def usage_chart(days: Sequence[UsageDay], words: ChartWords) -> bytes:
    """A PNG with three bars a day, in the order given. It takes about 0.5 s: call it off the event loop."""
    # 0.5 s and 30 MB that only a chart needs; Figure and its Agg canvas have no global state, pyplot has.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(words.title, fontfamily=_FONT, fontsize=14, parse_math=False)
    if days:
        _draw(axes, days, words)
        figure.legend(frameon=False, ncols=_SERIES, loc="outside lower center", prop={"family": _FONT})
    else:
        axes.text(0.5, 0.5, words.empty, ha="center", va="center", transform=axes.transAxes, fontfamily=_FONT)
    _lay_out(axes, days)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _draw(axes: "Axes", days: Sequence[UsageDay], words: ChartWords) -> None:
    series = (
        (words.briefs, [day.briefs for day in days]),
        (words.variants, [day.variants for day in days]),
        (words.chosen, [day.chosen for day in days]),
    )
    width = _GROUP / _SERIES
    for index, (label, values) in enumerate(series):
        places = [day + (index - 1) * width for day in range(len(days))]
        axes.bar(places, values, width, label=label, color=_COLOURS[index])


def _lay_out(axes: "Axes", days: Sequence[UsageDay]) -> None:
    """Whole numbers at the side, at most a dozen dates below; the bars are drawn already."""
    step = -(-len(days) // _MOST_TICKS) or 1
    ticks = range(0, len(days), step)
    axes.set_xticks(ticks, [f"{days[tick].day:%d.%m}" for tick in ticks], fontfamily=_FONT)
    axes.locator_params(axis="y", integer=True)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
