"""``calibrate``: what the filter finds of planted paraphrases and near-copies, by threshold, as a page.

The dataset's own ads were written to differ: one of them found near another counts as found wrongly.
"""

import logging
import random
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean
from typing import Any

from training.curves import plot
from training.dataset import AdRecord, read_records, write_records
from training.filter import near_pairs, run_filter
from training.manifest import Work, write_json
from training.neighbours import standing
from training.planting import Paraphraser, near_copy, synthetic
from training.preparation import masked
from training.recipe import FilterRecipe

log = logging.getLogger(__name__)
PLANTED = 500  # of each kind
LOWEST = 0.5


@dataclass(frozen=True, slots=True)
class Planted:
    """Ads, then copies of some of them; ``changed`` is the share of words that paraphrases don't share."""

    texts: list[str]
    ads: int
    kinds: Mapping[str, range]
    changed: float


def calibrate(recipe: FilterRecipe, source: Path, data: Path, many: int, folder: Path) -> None:
    """Write calibrate.json and calibrate.png; ``many`` synthetic ads are filtered and timed."""
    platforms = data / "platforms.yaml"
    work = Work(folder, "calibrate", recipe.model_dump(mode="json") | {"many": many}, [source, platforms])
    if not work.begin():
        return
    records = read_records(source)
    planted = plant(records, recipe.seed)
    found = near_pairs(planted.texts, recipe.model_copy(update={"similar": LOWEST, "margin": 0.0}))
    rows = []
    for threshold in sorted({*(round(LOWEST + 0.05 * step, 2) for step in range(10)), recipe.similar}):
        gone = {one.place for one in standing(found, threshold)}
        rows.append({"threshold": threshold, **_rates(planted, gone)})
    report: dict[str, Any] = {
        "ads": planted.ads,
        "planted": {kind: len(places) for kind, places in planted.kinds.items()},
        "paraphrases_words_changed": planted.changed,
        "thresholds": rows,
        "chosen": recipe.similar,
    }
    if many:
        report["many"] = _time(recipe, records, many, folder, platforms)
    write_json(folder / "calibrate.json", report)
    lines = {
        name: [(row["threshold"], row[name]) for row in rows]
        for name in ("paraphrases", "near_copies", "precision")
    }
    plot(lines, folder / "calibrate.png", "Planted copies found", ("threshold, cosine", "share"))
    (folder / "calibrate.md").write_text(page(report), encoding="utf-8")
    work.finish(("calibrate.json", "calibrate.png", "calibrate.md"))


def page(report: Mapping[str, Any]) -> str:
    """What was found, as Markdown."""
    planted = report["planted"]
    lines = [
        "# What the filter finds",
        "",
        f"Among {report['ads']} ads of the dataset, which were written to differ, "
        f"{planted['paraphrases']} paraphrases and {planted['near_copies']} near-copies were planted "
        "(`training/planting.py`). Paraphrases: synonyms in their forms, figures in words, other phrases, "
        f"sentences and clauses in another order, {report['paraphrases_words_changed']:.0%} of their words "
        "changed or moved on average. Near-copies: one to three words swapped, left out, doubled or "
        "mistyped. Facts are masked before texts are compared. One of the ads found near another counts "
        "as found wrongly.",
        "",
        "| threshold | paraphrases found | near-copies found | found wrongly | precision |",
        "|---:|---:|---:|---:|---:|",
    ]
    for row in report["thresholds"]:
        cells = (
            f"{row['threshold']:.2f}",
            f"{row['paraphrases']:.1%}",
            f"{row['near_copies']:.1%}",
            str(row["found_wrongly"]),
            f"{row['precision']:.1%}",
        )
        mark = "**" if row["threshold"] == report["chosen"] else ""
        lines.append("| " + " | ".join(f"{mark}{cell}{mark}" for cell in cells) + " |")
    if many := report.get("many"):
        lines += [
            "",
            f"The whole step on {many['ads']:,} synthetic ads took {many['processor_seconds']:.0f} s of "
            f"processor time ({many['seconds']:.0f} s by the clock), {many['megabytes_at_peak']:.0f} MB at "
            "its peak.",
        ]
    return "\n".join(lines) + "\n"


def plant(records: Sequence[AdRecord], seed: int) -> Planted:
    """All ads, then as many paraphrases and near-copies as PLANTED says, each of another ad; masked."""
    draw = random.Random(seed)  # noqa: S311 - a draw that anyone can redo
    ads = [ad for record in records for ad in record.variants]
    chosen = draw.sample(ads, min(2 * PLANTED, len(ads)))
    half = len(chosen) // 2
    said = Paraphraser()
    paraphrases = [said.paraphrase(ad, draw) for ad in chosen[:half]]
    copies = [near_copy(ad, draw) for ad in chosen[half:]]
    changed = [
        1 - SequenceMatcher(None, ad.split(), other.split(), autojunk=False).ratio()
        for ad, other in zip(chosen, paraphrases, strict=False)
    ]
    end = len(ads) + half
    kinds = {"paraphrases": range(len(ads), end), "near_copies": range(end, end + len(copies))}
    return Planted([masked(text) for text in (*ads, *paraphrases, *copies)], len(ads), kinds, mean(changed))


def _rates(planted: Planted, gone: set[int]) -> dict[str, float]:
    caught = {kind: sum(place in gone for place in places) for kind, places in planted.kinds.items()}
    wrong = sum(place < planted.ads for place in gone)
    shares = {kind: count / len(planted.kinds[kind]) for kind, count in caught.items()}
    right = sum(caught.values())
    return {**shares, "found_wrongly": wrong, "precision": right / max(1, right + wrong)}


def _time(
    recipe: FilterRecipe, records: Sequence[AdRecord], many: int, folder: Path, platforms: Path
) -> dict[str, float]:
    """The whole step on synthetic ads. Peak memory is this process's: by then no worker is left."""
    source = folder / "synthetic.jsonl"
    write_records(source, synthetic(records, many, recipe.seed))
    wall, before = time.monotonic(), _processor_seconds()
    run_filter(recipe, source, platforms, folder / "filtered")
    kilobyte = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss is in KiB, on macOS in bytes
    return {
        "ads": many,
        "seconds": time.monotonic() - wall,
        "processor_seconds": _processor_seconds() - before,
        "megabytes_at_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kilobyte,
    }


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)
