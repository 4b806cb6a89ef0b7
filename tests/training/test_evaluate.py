"""The preview model on a few briefs, through the product's engine."""

import json
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")

from training.drafts import Draws, read_drafts
from training.evaluate import Exam, Subject, evaluate

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "nano-preview.gguf"


def exam(small_data: Path, count: int = 2) -> Exam:
    return Exam(
        unseen=small_data / "validation.jsonl",
        train=small_data / "train.jsonl",
        platforms=small_data / "platforms.yaml",
        draws=Draws(count=count),
        limit=2,
    )


@pytest.mark.engine
def test_an_interrupted_evaluation_keeps_what_is_whole_and_writes_the_rest(
    small_data: Path, tmp_path: Path
) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    evaluate(Subject(MODEL), exam(small_data), whole)
    torn.mkdir()
    lines = (whole / "drafts.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (torn / "drafts.jsonl").write_text("".join(lines[:3]) + '{"record": "to', encoding="utf-8")

    evaluate(Subject(MODEL), exam(small_data), torn)

    before, after = read_drafts(whole / "drafts.jsonl"), read_drafts(torn / "drafts.jsonl")
    assert after[:2] == before[:2]
    assert [(one.record, one.number) for one in after] == [(one.record, one.number) for one in before]


@pytest.mark.engine
def test_the_summary_and_the_page_speak_of_every_draft(small_data: Path, tmp_path: Path) -> None:
    evaluate(Subject(MODEL), exam(small_data), tmp_path)

    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["ads"] == 4
    assert summary["ads_with_markers"] == 0
    assert 0 < summary["unseen_nats"] < 5
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<article>") == 4
