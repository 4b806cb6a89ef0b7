"""Plots of losses."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def plot_losses(history: Sequence[Mapping[str, Any]], path: Path, title: str) -> None:
    """Training and unseen loss over steps, from a transformers log history."""
    lines = {
        label: [(entry["step"], entry[key]) for entry in history if key in entry]
        for label, key in (("training", "loss"), ("unseen", "eval_loss"))
    }
    plot(lines, path, title, ("step", "loss, nats a token"))


def plot(
    lines: Mapping[str, Sequence[tuple[float, float]]], path: Path, title: str, axes: tuple[str, str]
) -> None:
    """A PNG of named lines; empty ones are left out."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    plane = figure.add_subplot()
    for label, points in lines.items():
        if points:
            plane.plot(*zip(*points, strict=True), label=label)
    plane.set(title=title, xlabel=axes[0], ylabel=axes[1])
    plane.grid(alpha=0.3)
    plane.legend()
    figure.savefig(path, dpi=150)
