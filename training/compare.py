"""``compare``: several models on the same briefs, each in a process of its own, as one table and a plot."""

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from training.errors import BadRecipe, Interrupted, StepFailed
from training.interruption import Interruption
from training.manifest import Work, write_json
from training.metrics import COSTS, HIGHER_IS_BETTER, LOWER_IS_BETTER, SUMMARY

log = logging.getLogger(__name__)
_PATIENCE = 0.2  # seconds
COST_ROWS = ("megabytes", "tokens_per_second", "megabytes_at_peak", "characters_per_token")


def compare(models: Sequence[Path], options: Sequence[str], folder: Path) -> None:
    """Write compare.json, compare.md and compare.png; ``options`` are passed on to ``evaluate``.

    Raises Interrupted; started again, it goes on with the model and the brief that it stopped at.
    """
    if len({model.stem for model in models}) < len(models):
        raise BadRecipe("two of the models have one name")
    work = Work(folder, "compare", {"options": list(options)}, models)
    if not work.begin():
        return
    rows = {model.stem: _evaluated(model, options, folder / model.stem) for model in models}
    write_json(folder / "compare.json", rows)
    (folder / "compare.md").write_text(table(rows), encoding="utf-8")
    _plot(rows, folder / "compare.png")
    work.finish(("compare.json", "compare.md", "compare.png"))


def _evaluated(model: Path, options: Sequence[str], folder: Path) -> dict[str, Any]:
    """In a process of its own, so that the memory at its peak is this model's."""
    command = [
        sys.executable,
        "-m",
        "training",
        "evaluate",
        "--model",
        str(model),
        "--out",
        str(folder),
        *options,
    ]
    with Interruption() as asked:
        code = _ended(command, asked)
        if asked.stop:
            raise Interrupted(f"at {model.stem}")
    if code:
        raise StepFailed(f"evaluate ended with {code} for {model.name}")
    figures: dict[str, Any] = {}
    for name in (SUMMARY, COSTS):
        figures |= json.loads((folder / name).read_text(encoding="utf-8"))
    figures.pop("platforms")
    return figures | {"megabytes": model.stat().st_size / 1e6}


def _ended(command: Sequence[str], asked: Interruption) -> int:
    """Its exit status. A wish to stop is passed on: a signal may have reached this process alone, and an
    evaluation left behind would go on writing where the next start writes, too."""
    with subprocess.Popen(command) as process:  # noqa: S603 - our own module, no shell
        try:
            while (code := process.poll()) is None and not asked.stop:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_PATIENCE)
            if code is None:
                process.send_signal(signal.SIGINT)
            return process.wait()
        except BaseException:  # a second signal: at once
            process.kill()
            raise


def table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: a row a figure, a column a model, the best of each quality in bold."""
    names = list(rows)
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for figure in (*sorted(HIGHER_IS_BETTER), *sorted(LOWER_IS_BETTER), *COST_ROWS):
        values = [float(rows[name][figure]) for name in names]
        best = max(values) if figure in HIGHER_IS_BETTER else min(values)
        judged = figure not in COST_ROWS and len(set(values)) > 1
        cells = [f"**{value:.3f}**" if judged and value == best else f"{value:.3f}" for value in values]
        arrow = "↑" if figure in HIGHER_IS_BETTER else "↓" if figure in LOWER_IS_BETTER else ""
        lines.append(f"| {figure} {arrow} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def worse(candidate: Mapping[str, Any], incumbent: Mapping[str, Any]) -> tuple[str, ...]:
    """The figures in which ``candidate`` is worse; equal is not worse."""
    return tuple(
        sorted(
            figure
            for figure in HIGHER_IS_BETTER | LOWER_IS_BETTER
            if (candidate[figure] < incumbent[figure]) == (figure in HIGHER_IS_BETTER)
            and candidate[figure] != incumbent[figure]
        )
    )


def _plot(rows: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figures = [*sorted(HIGHER_IS_BETTER), *sorted(LOWER_IS_BETTER)]
    figure = Figure(figsize=(10, 6), layout="constrained")
    FigureCanvasAgg(figure)
    planes = figure.subplots(3, -(-len(figures) // 3)).flat
    for plane, name in zip(planes, figures, strict=False):
        plane.barh(list(rows), [float(row[name]) for row in rows.values()])
        plane.set_title(f"{name} {'↑' if name in HIGHER_IS_BETTER else '↓'}", fontsize=9)
    for plane in planes:
        plane.set_visible(False)
    figure.savefig(path, dpi=150)
