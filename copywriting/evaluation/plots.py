"""Two pictures as PNG bytes: how good, and on which platforms."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from copywriting.evaluation.errors import PackageMissing
from copywriting.evaluation.results import Results, by_platform
from copywriting.evaluation.scoring import Summary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS = ("#1f5f8b", "#c9b27c", "#7d8a92")
_THICKNESS = 0.8  # of the bars of one label together
Bars = Mapping[str, Sequence[float]]  # series → a share per label


def require_matplotlib() -> None:
    """Raises PackageMissing; asked before hours of work, not after."""
    if find_spec("matplotlib") is None:
        raise PackageMissing("matplotlib")


def draw(results: Results) -> dict[str, bytes]:
    """File name → PNG. Empty without variants."""
    overall = results.overall
    if overall is None:
        return {}
    series = {title: _shares(summary) for title, summary in results.columns.items()}
    platforms = by_platform(results.marked)
    each = {
        "required facts kept": [one.facts_kept or 0.0 for one in platforms.values()],
        "clean": [one.clean for one in platforms.values()],
    }
    model = results.making.model
    return {
        "measures.png": _bars("Share of variants, %", list(_shares(overall)), _values(series)),
        "platforms.png": _bars(f"{model} by platform, %", list(platforms), each),
    }


def _shares(one: Summary) -> dict[str, float]:
    return {
        "clean": one.clean,
        "nothing that blocks": one.without_block,
        "required facts kept": one.facts_kept or 0.0,
        "no invented fact": one.without_invented,
        "within form and limits": one.within_limits,
        "law: no warning": one.law_without_warning,
        "no near-copy": 1 - one.near_copies,
        "finished": 1 - one.unfinished,
        "Russian words in a dictionary": 1 - one.unknown_words,
    }


def _values(series: Mapping[str, Mapping[str, float]]) -> Bars:
    return {name: list(shares.values()) for name, shares in series.items()}


def _bars(title: str, labels: Sequence[str], series: Bars) -> bytes:
    from matplotlib.figure import Figure  # half a second, and of the extra dev

    figure = Figure(figsize=(7, 0.9 + 0.22 * len(labels) * len(series)), layout="constrained")
    axes = figure.add_subplot()
    height = _THICKNESS / len(series)
    for place, (name, values) in enumerate(series.items()):
        shift = (place - (len(series) - 1) / 2) * height
        colour = _COLOURS[place % len(_COLOURS)]
        places = [position + shift for position in range(len(labels))]
        percents = [100 * value for value in values]
        drawn = axes.barh(places, percents, height, color=colour, label=name)
        axes.bar_label(drawn, fmt="%.0f", padding=3, fontsize=8)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlim(0, 108)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, loc="left", fontsize=10)
    figure.legend(loc="outside lower center", ncols=len(series), fontsize=8, frameon=False)
    return _png(figure)


def _png(figure: "Figure") -> bytes:
    written = BytesIO()
    figure.savefig(written, format="png", dpi=120)
    return written.getvalue()
