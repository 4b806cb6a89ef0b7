"""``filter``: unfit ads and duplicates out of a dataset, with a report to judge the threshold by."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from copywriting.platforms import Platform
from training.briefs import dataset_platforms
from training.dataset import AdRecord, read_records, write_records
from training.encoders import Encoder, encoder_name, make_encoder
from training.faults import bare
from training.manifest import Work, write_json, write_lines
from training.neighbours import Repeat, repeats, standing
from training.preparation import Prepared, prepare
from training.recipe import FilterRecipe

log = logging.getLogger(__name__)
CLOSE_CALLS = 40


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad of a record."""

    record: AdRecord
    number: int

    @property
    def text(self) -> str:
        return self.record.variants[self.number]

    @property
    def key(self) -> str:
        return f"{self.record.id}#{self.number}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An ad that is fit, and its text without facts."""

    ad: Ad
    masked: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Why an ad is out: ``of`` is the ad it repeats, ``similarity`` how closely."""

    key: str
    reason: str
    text: str
    of: str | None = None
    of_text: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Filtered:
    """``close``: pairs on both sides of the threshold, nearest to it first."""

    dropped: tuple[Dropped, ...]
    close: tuple[Dropped, ...]


def run_filter(recipe: FilterRecipe, source: Path, platforms: Path, folder: Path) -> None:
    """Write kept.jsonl, dropped.jsonl and report.json into ``folder``."""
    work = Work(folder, "filter", recipe, [source, platforms])
    if not work.begin():
        return
    records = read_records(source)
    ads = collect_ads(records)
    prepared = _prepared(ads, dataset_platforms(platforms), recipe, folder / "prepared.jsonl")
    unfit = [Dropped(ad.key, one.fault, ad.text) for ad, one in zip(ads, prepared, strict=True) if one.fault]
    fit = [Candidate(ad, one.masked) for ad, one in zip(ads, prepared, strict=True) if not one.fault]
    fresh, copies = _without_copies(fit)
    pairs = _pairs(recipe, [one.masked for one in fresh], folder / "pairs.jsonl")
    filtered = judge([one.ad for one in fresh], pairs, recipe)
    dropped = (*unfit, *copies, *filtered.dropped)
    kept = _rebuilt(records, {one.key for one in dropped})
    write_records(folder / "kept.jsonl", kept)
    write_lines(folder / "dropped.jsonl", map(asdict, dropped))
    report = {
        "encoder": encoder_name(recipe),
        "threshold": recipe.similar,
        "ads": len(ads),
        "ads_kept": sum(len(record.variants) for record in kept),
        "records": len(records),
        "records_kept": len(kept),
        "reasons": dict(Counter(one.reason for one in dropped)),
        "close_calls": [asdict(one) for one in filtered.close],
    }
    write_json(folder / "report.json", report)
    log.info("%d of %d ads kept: %s", report["ads_kept"], len(ads), report["reasons"])
    work.finish(("kept.jsonl", "dropped.jsonl", "report.json"))
    (folder / "prepared.jsonl").unlink()
    (folder / "pairs.jsonl").unlink()


def _prepared(
    ads: Sequence[Ad], platforms: Mapping[str, Platform], recipe: FilterRecipe, path: Path
) -> list[Prepared]:
    """Kept in ``path`` until the step is done: an interrupted one goes on from here."""
    if not path.exists():
        found = prepare([(ad.record, ad.text) for ad in ads], platforms, recipe.cyrillic_share)
        write_lines(path, map(asdict, found))
        log.info("%d ads checked and masked", len(ads))
    with path.open(encoding="utf-8") as file:
        return [Prepared(**json.loads(line)) for line in file]


def _pairs(recipe: FilterRecipe, texts: Sequence[str], path: Path) -> list[Repeat]:
    """Kept in ``path`` as above."""
    if not path.exists():
        write_lines(path, map(asdict, near_pairs(texts, recipe)))
        log.info("%d ads compared", len(texts))
    with path.open(encoding="utf-8") as file:
        return [Repeat(**json.loads(line)) for line in file]


def near_pairs(texts: Sequence[str], recipe: FilterRecipe, encoder: Encoder | None = None) -> list[Repeat]:
    """Pairs of texts as near as the recipe's threshold, or by its margin less near."""
    encoder = encoder or make_encoder(recipe, texts)
    least = max(0.0, recipe.similar - recipe.margin)
    exact = len(texts) <= recipe.exact_below
    found = repeats(encoder.encode(texts), least - encoder.slack, exact=exact)
    return [pair for pair in encoder.refine(texts, found) if pair.similarity >= least]


def judge(ads: Sequence[Ad], pairs: Sequence[Repeat], recipe: FilterRecipe) -> Filtered:
    """Of two near ads the earlier one stays."""
    within = [one for one in pairs if abs(one.similarity - recipe.similar) <= recipe.margin]
    close = sorted(within, key=lambda one: (abs(one.similarity - recipe.similar), one.place))[:CLOSE_CALLS]
    dropped = standing(pairs, recipe.similar)
    return Filtered(tuple(_dropped(ads, one) for one in dropped), tuple(_dropped(ads, one) for one in close))


def collect_ads(records: Sequence[AdRecord]) -> list[Ad]:
    return [Ad(record, number) for record in records for number in range(len(record.variants))]


def _dropped(ads: Sequence[Ad], one: Repeat) -> Dropped:
    ad, other = ads[one.place], ads[one.of]
    return Dropped(ad.key, "similar", ad.text, other.key, other.text, round(one.similarity, 4))


def _without_copies(ads: Sequence[Candidate]) -> tuple[list[Candidate], list[Dropped]]:
    first: dict[str, Candidate] = {}
    copies = []
    for one in ads:
        original = first.setdefault(bare(one.ad.text), one)
        if original is not one:
            copies.append(
                Dropped(one.ad.key, "copy", one.ad.text, original.ad.key, original.ad.text, similarity=1.0)
            )
    return list(first.values()), copies


def _rebuilt(records: Sequence[AdRecord], out: set[str]) -> list[AdRecord]:
    """Records with the ads that stayed; records without any are gone."""
    kept = []
    for record in records:
        left = tuple(ad for number, ad in enumerate(record.variants) if f"{record.id}#{number}" not in out)
        if left:
            kept.append(record.model_copy(update={"variants": left}))
    return kept
