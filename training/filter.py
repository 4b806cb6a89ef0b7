"""``filter``: unfit ads and duplicates out of a dataset, with a report to judge the threshold by."""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copywriting.masking import Masks
from copywriting.normal import neutralise
from copywriting.platforms import Platform
from training.briefs import dataset_platforms
from training.dataset import AdRecord, read_records, write_records
from training.encoders import CharacterEncoder, Encoder, GGUFEncoder
from training.errors import BadRecipe
from training.faults import bare, faults
from training.manifest import is_done, write_json, write_lines, write_manifest
from training.recipe import FilterRecipe

if TYPE_CHECKING:
    from semhash.datamodels import DuplicateRecord

log = logging.getLogger(__name__)
CLOSE_CALLS = 40
_SLOT = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad of a record."""

    record: AdRecord
    number: int

    @property
    def text(self) -> str:
        return self.record.variants[self.number]

    @property
    def masked(self) -> str:
        """What duplicates are looked for in: other facts make near-copies look different."""
        return _SLOT.sub("⟦⟧", Masks().learn(neutralise(self.text)))

    @property
    def key(self) -> str:
        return f"{self.record.id}#{self.number}"


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
    if is_done(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    records = read_records(source)
    ads = collect_ads(records)
    fit, unfit = _fit(ads, dataset_platforms(platforms), recipe)
    fresh, copies = _without_copies(fit)
    encoder = make_encoder(recipe, [ad.masked for ad in fresh])
    filtered = deduplicate(fresh, encoder, recipe)
    dropped = (*unfit, *copies, *filtered.dropped)
    kept = _rebuilt(records, {one.key for one in dropped})
    write_records(folder / "kept.jsonl", kept)
    write_lines(folder / "dropped.jsonl", map(asdict, dropped))
    report = {
        "encoder": encoder.name,
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
    outputs = [folder / name for name in ("kept.jsonl", "dropped.jsonl", "report.json")]
    write_manifest(folder, "filter", recipe=recipe, inputs=[source, platforms], outputs=outputs)


def deduplicate(ads: Sequence[Ad], encoder: Encoder, recipe: FilterRecipe) -> Filtered:
    """Near-copies by cosine of the masked texts: of two, the earlier one stays."""
    from semhash import SemHash

    if not ads:
        return Filtered((), ())
    rows = [{"text": ad.masked, "place": str(place)} for place, ad in enumerate(ads)]
    backend = "basic" if len(ads) <= recipe.exact_below else "usearch"
    index = SemHash.from_records(rows, columns=["text"], model=encoder, ann_backend=backend)
    found = index.self_deduplicate(threshold=max(0.0, recipe.similar - recipe.margin))
    near = [_dropped(ads, one) for one in found.filtered]
    within = [one for one in near if abs((one.similarity or 0) - recipe.similar) <= recipe.margin]
    close = sorted(within, key=lambda one: abs((one.similarity or 0) - recipe.similar))[:CLOSE_CALLS]
    found.rethreshold(recipe.similar)
    return Filtered(tuple(_dropped(ads, one) for one in found.filtered), tuple(close))


def make_encoder(recipe: FilterRecipe, texts: Sequence[str]) -> Encoder:
    """The recipe's encoder, fitted on ``texts`` if it needs that."""
    kind, _, path = recipe.encoder.partition(":")
    if kind == "gguf":
        return GGUFEncoder(Path(path), recipe.prefix)
    if kind == "characters":
        return CharacterEncoder(texts, recipe.seed)
    raise BadRecipe(f"no encoder {recipe.encoder!r}")


def collect_ads(records: Sequence[AdRecord]) -> list[Ad]:
    return [Ad(record, number) for record in records for number in range(len(record.variants))]


def _dropped(ads: Sequence[Ad], one: "DuplicateRecord[dict[str, str]]") -> Dropped:
    ad, other = ads[int(one.record["place"])], ads[int(one.duplicate_of["place"])]
    return Dropped(ad.key, "similar", ad.text, other.key, other.text, round(float(one.score), 4))


def _fit(
    ads: Sequence[Ad], platforms: Mapping[str, Platform], recipe: FilterRecipe
) -> tuple[list[Ad], list[Dropped]]:
    fit, unfit = [], []
    for ad in ads:
        platform = platforms.get(ad.record.platform)
        found = ["platform unknown"]
        if platform:
            found = list(faults(ad.record, ad.text, platform, recipe.cyrillic_share))
        if found:
            unfit.append(Dropped(ad.key, found[0], ad.text))
        else:
            fit.append(ad)
    return fit, unfit


def _without_copies(ads: Sequence[Ad]) -> tuple[list[Ad], list[Dropped]]:
    first: dict[str, Ad] = {}
    copies = []
    for ad in ads:
        original = first.setdefault(bare(ad.text), ad)
        if original is not ad:
            copies.append(Dropped(ad.key, "copy", ad.text, original.key, original.text, 1.0))
    return list(first.values()), copies


def _rebuilt(records: Sequence[AdRecord], out: set[str]) -> list[AdRecord]:
    """Records with the ads that stayed; records without any are gone."""
    kept = []
    for record in records:
        left = tuple(ad for number, ad in enumerate(record.variants) if f"{record.id}#{number}" not in out)
        if left:
            kept.append(record.model_copy(update={"variants": left}))
    return kept
