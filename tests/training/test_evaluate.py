"""The preview model on a few briefs, through the product's engine."""

import json
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")

from tests.training.interrupting import interrupted_at
from training.commands import parse
from training.commands.judging import exam_of
from training.drafts import Draws
from training.evaluate import Exam, Subject, evaluate
from training.metrics import SUMMARY

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "nano.gguf"


def exam(small_data: Path, count: int = 2) -> Exam:
    return Exam(
        unseen=small_data / "validation.jsonl",
        train=small_data / "train.jsonl",
        platforms=small_data / "platforms.yaml",
        draws=Draws(count=count),
        limit=2,
        questions=2,
    )


@pytest.mark.engine
def test_an_interrupted_evaluation_ends_with_the_same_drafts_and_figures(
    small_data: Path, tmp_path: Path
) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    evaluate(Subject(MODEL), exam(small_data), whole)
    with interrupted_at("2 of 4 drafts"):
        evaluate(Subject(MODEL), exam(small_data), torn)
    with (torn / "drafts.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"record": "to')  # a kill would leave half a line

    evaluate(Subject(MODEL), exam(small_data), torn)

    for name in ("drafts.jsonl", SUMMARY, "report.html"):
        assert (torn / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.engine
def test_the_summary_and_the_page_speak_of_every_draft(small_data: Path, tmp_path: Path) -> None:
    evaluate(Subject(MODEL), exam(small_data), tmp_path)

    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["ads"] == 4
    assert summary["ads_with_markers"] == 0
    assert 0 < summary["unseen_nats"] < 5
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("<article>") == 4


def test_the_command_line_asks_for_briefs_that_nobody_was_trained_on(small_data: Path) -> None:
    options = parse(["evaluate", "--model", "m.gguf", "--out", "out", "--data", str(small_data)])

    exam = exam_of(options)

    assert (exam.unseen.name, exam.train.name) == ("validation.jsonl", "train.jsonl")
