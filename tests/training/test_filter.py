"""Planted copies are found, and what is merely alike stays."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("usearch", reason="the training extra is not installed")
pytest.importorskip("sklearn", reason="the training extra is not installed")

from tests.training.interrupting import interrupted_at
from training.dataset import AdRecord, read_records, write_records
from training.filter import Ad, judge, near_pairs, run_filter
from training.preparation import masked
from training.recipe import FilterRecipe, SplitRecipe
from training.split import divide, find_leaks, group

PLANTED = 60


def near_copy(text: str, draw: random.Random) -> str:
    """Two words swapped and one left out."""
    words = text.split(" ")
    place = draw.randrange(1, max(2, len(words) - 2))
    words[place - 1 : place + 1] = reversed(words[place - 1 : place + 1])
    words.pop(draw.randrange(len(words)))
    return " ".join(words)


def planted(records: Sequence[AdRecord]) -> tuple[list[Ad], list[Ad]]:
    """First ads of briefs, and near-copies of the longer ones."""
    originals = [Ad(record, 0) for record in records]
    long = [ad for ad in originals if len(ad.text.split()) > 20][:PLANTED]
    draw = random.Random(0)
    copies = []
    for ad in long:
        changed = ad.record.model_copy(
            update={"id": f"copy of {ad.record.id}", "variants": (near_copy(ad.text, draw),)}
        )
        copies.append(Ad(changed, 0))
    return originals, copies


def test_near_copies_are_found_and_nothing_else(records: tuple[AdRecord, ...]) -> None:
    originals, copies = planted(records)
    recipe = FilterRecipe()
    pairs = near_pairs([masked(ad.text) for ad in (*originals, *copies)], recipe)

    found = {one.key for one in judge([*originals, *copies], pairs, recipe).dropped}

    caught = sum(ad.key in found for ad in copies)
    wrong = sum(ad.key in found for ad in originals)
    assert caught >= 0.95 * len(copies)
    assert wrong == 0


def test_the_report_shows_the_closest_calls(
    records: tuple[AdRecord, ...], platforms_file: Path, tmp_path: Path
) -> None:
    write_records(tmp_path / "raw.jsonl", [*records[:20], records[0].model_copy(update={"id": "again"})])

    run_filter(FilterRecipe(), tmp_path / "raw.jsonl", platforms_file, tmp_path / "out")

    kept = read_records(tmp_path / "out" / "kept.jsonl")
    assert [record.id for record in kept] == [record.id for record in records[:20]]
    assert "copy" in (tmp_path / "out" / "report.json").read_text(encoding="utf-8")


def test_records_of_one_product_or_one_brief_are_one_group() -> None:
    def record(name: str, product: str, seed: str) -> AdRecord:
        return AdRecord(
            id=name,
            product=product,
            platform="sms",
            task="т",
            tone="т",
            audience="а",
            seed=seed,
            variants=("текст",),
        )

    joined = [record("1", "«А»", "раз"), record("2", "а", "два"), record("3", "Б", "Два!")]

    assert sorted(len(members) for members in group([*joined, record("4", "В", "три")]).values()) == [1, 3]


def test_no_product_stands_on_both_sides(records: tuple[AdRecord, ...]) -> None:
    train, unseen = divide(records, SplitRecipe(unseen_share=0.2))

    assert 0 < len(unseen) <= 0.2 * len(records)
    assert {record.product for record in train}.isdisjoint({record.product for record in unseen})


def test_a_leaked_ad_is_found(records: tuple[AdRecord, ...]) -> None:
    train, unseen = list(records[:40]), list(records[40:50])
    leaked = unseen[0].model_copy(update={"id": "leak", "variants": (train[3].variants[0],)})

    leaks = find_leaks(train, [*unseen, leaked], SplitRecipe())

    assert "leak#0" in {one.key for one in leaks}


def test_a_filter_that_was_interrupted_ends_with_the_same_files(
    records: tuple[AdRecord, ...], platforms_file: Path, tmp_path: Path
) -> None:
    write_records(tmp_path / "raw.jsonl", records[:20])
    run_filter(FilterRecipe(), tmp_path / "raw.jsonl", platforms_file, tmp_path / "whole")
    with interrupted_at("compared"):
        run_filter(FilterRecipe(), tmp_path / "raw.jsonl", platforms_file, tmp_path / "torn")

    run_filter(FilterRecipe(), tmp_path / "raw.jsonl", platforms_file, tmp_path / "torn")

    for name in ("kept.jsonl", "dropped.jsonl", "report.json"):
        assert (tmp_path / "torn" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
