"""``split``: train and validation without common products, briefs or near-copies of ads."""

import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from training.dataset import AdRecord, read_records, write_records
from training.encoders import make_encoder
from training.faults import bare
from training.filter import Dropped, collect_ads
from training.manifest import Work, write_json
from training.neighbours import crossing, nearest
from training.preparation import masked
from training.recipe import SplitRecipe

log = logging.getLogger(__name__)


def run_split(recipe: SplitRecipe, source: Path, folder: Path) -> None:
    """Write train.jsonl, validation.jsonl and report.json into ``folder``."""
    work = Work(folder, "split", recipe, [source])
    if not work.begin():
        return
    records = read_records(source)
    train, unseen = divide(records, recipe)
    leaks = find_leaks(train, unseen, recipe)
    leaking = {one.key.rpartition("#")[0] for one in leaks}
    train = [*train, *(record for record in unseen if record.id in leaking)]
    unseen = [record for record in unseen if record.id not in leaking]
    write_records(folder / "train.jsonl", train)
    write_records(folder / "validation.jsonl", unseen)
    report = {"train": len(train), "validation": len(unseen), "leaks": [asdict(one) for one in leaks]}
    write_json(folder / "report.json", report)
    log.info("%d train, %d validation, %d leaks moved to train", len(train), len(unseen), len(leaking))
    work.finish(("train.jsonl", "validation.jsonl", "report.json"))


def divide(records: Sequence[AdRecord], recipe: SplitRecipe) -> tuple[list[AdRecord], list[AdRecord]]:
    """Whole groups go to one side; records of one product, or of one brief, are a group."""
    groups = list(group(records).values())
    random.Random(recipe.seed).shuffle(groups)  # noqa: S311 - a draw that anyone can redo
    wanted = recipe.unseen_share * len(records)
    train: list[AdRecord] = []
    unseen: list[AdRecord] = []
    for members in groups:
        fits = len(unseen) + len(members) <= wanted
        (unseen if fits else train).extend(members)
    return train, unseen


def group(records: Sequence[AdRecord]) -> dict[str, list[AdRecord]]:
    """Records joined by an equal product or an equal brief, also over several steps."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for record in records:
        briefs = [f"brief {bare(text)}" for text in record.wordings]
        for trait in (f"product {bare(record.product)}", *briefs):
            leader[find(trait)] = find(f"record {record.id}")
    groups: dict[str, list[AdRecord]] = defaultdict(list)
    for record in records:
        groups[find(f"record {record.id}")].append(record)
    return groups


def find_leaks(train: Sequence[AdRecord], unseen: Sequence[AdRecord], recipe: SplitRecipe) -> list[Dropped]:
    """Ads of ``unseen`` that nearly stand in ``train``."""
    known, asked = collect_ads(train), collect_ads(unseen)
    if not known or not asked:
        return []
    texts = [masked(ad.text) for ad in (*known, *asked)]
    encoder = make_encoder(recipe.leak, texts[: len(known)])
    vectors = encoder.encode(texts)
    near = crossing(vectors, len(known), recipe.leak.similar - encoder.slack)
    near = [pair for pair in encoder.refine(texts, near) if pair.similarity >= recipe.leak.similar]
    return [
        Dropped(
            asked[one.place - len(known)].key,
            "leak",
            asked[one.place - len(known)].text,
            known[one.of].key,
            known[one.of].text,
            round(one.similarity, 4),
        )
        for one in nearest(near)
    ]
