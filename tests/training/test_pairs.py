import random
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")

from copywriting.masking import ALONE
from tests.training.test_faults import record
from training.briefs import dataset_platforms
from training.dataset import AdRecord
from training.pairs import Drawing, Pair, collate, draw_pair, fill, padded, unseen_pairs


def drawn(ad: str, platforms_file: Path, raw_share: float = 0.0) -> Pair | None:
    drawing = Drawing(dataset_platforms(platforms_file), raw_share=raw_share)
    return draw_pair(record(ad), ad, drawing, random.Random(1))


def test_facts_are_the_same_placeholders_in_brief_and_ad(platforms_file: Path) -> None:
    pair = drawn("Встреча 6 декабря, мест 40, запись vk.cc/abc", platforms_file)

    assert pair is not None
    assert "6 декабря" not in pair.prompt + pair.completion
    placeholders = {part.split("⟧")[0] for part in pair.completion.replace(ALONE, "").split("⟦")[1:]}
    assert len(placeholders) == 3
    assert all(f"⟦{one}⟧" in pair.prompt for one in placeholders)


def test_an_ad_with_a_figure_that_the_brief_lacks_teaches_nothing(platforms_file: Path) -> None:
    assert drawn("Встреча 6 декабря, мест 45: vk.cc/abc", platforms_file) is None


def test_raw_briefs_keep_their_facts(platforms_file: Path) -> None:
    pair = drawn("Встреча 6 декабря: vk.cc/abc", platforms_file, raw_share=1.0)

    assert pair is not None
    assert "6 декабря" in pair.completion


def test_unseen_pairs_are_always_the_same(records: tuple[AdRecord, ...], platforms_file: Path) -> None:
    platforms = dataset_platforms(platforms_file)

    assert unseen_pairs(records, platforms) == unseen_pairs(records, platforms)


def test_only_the_answer_is_wanted_and_padding_never() -> None:
    batch = collate([([5, 6, 7], 2), ([5, 6, 7, 8, 9], 3)])

    assert batch.ids.shape == (2, 32)
    assert batch.wanted.sum(axis=1).tolist() == [1, 2]


def test_batches_stay_within_their_tokens() -> None:
    rows = [([1] * length, 0) for length in (10, 20, 40, 60, 500)]

    sizes = [padded(max(len(ids) for ids, _ in batch)) * len(batch) for batch in fill(rows, tokens=128)]

    assert sizes == [64, 128, 512]
