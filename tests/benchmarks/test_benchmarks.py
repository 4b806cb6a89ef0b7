"""The benchmarks run, at a scale where their numbers mean nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import loop, memory, prefix, users, variants
from benchmarks.__main__ import write
from benchmarks.machine import facts
from benchmarks.options import Options
from benchmarks.random_model import random_model
from benchmarks.results import Bars, Claim, Result, markdown, show
from benchmarks.runs import percentile
from tests.inference.servers import MODEL

TINY = Options(MODEL, threads=1, tokens=4, rounds=1, jobs=10, users=(1, 2), probe=0.1)
RESULT = Result(
    "key",
    "Title",
    ("what", "seconds"),
    (("a", "1"),),
    claims=(Claim("speed", 2.5, "≥", 2, "×"), Claim("lag", 30, "<", 20, " ms")),
    bars=(Bars("Chart", ("a", "b"), (1.0, 2.0), "s"),),
    notes=("A note.",),
)


@pytest.mark.engine
@pytest.mark.parametrize(
    "benchmark",
    [
        lambda: asyncio.run(variants.compare(TINY)),
        lambda: asyncio.run(users.compare(TINY)),
        lambda: asyncio.run(prefix.compare(TINY)),
        lambda: asyncio.run(loop.measure(TINY)),
        lambda: memory.measure(TINY),
    ],
    ids=["variants", "users", "prefix", "loop", "memory"],
)
def test_a_benchmark_has_rows_as_wide_as_its_columns(benchmark: Callable[[], Result]) -> None:
    result = benchmark()

    assert result.rows
    assert {len(row) for row in result.rows} == {len(result.columns)}


def test_a_claim_says_whether_it_holds() -> None:
    assert [str(claim) for claim in RESULT.claims] == [
        "speed: 2.50× (≥ 2×: holds)",
        "lag: 30.00 ms (< 20 ms: MISSED)",
    ]


def test_the_report_has_the_machine_the_tables_and_the_plots(tmp_path: Path) -> None:
    report = tmp_path / "performance.md"

    write(report, facts(), [RESULT], "python -m benchmarks")

    text = report.read_text(encoding="utf-8")
    assert all(part in text for part in ("Processor", "python -m benchmarks", "| a | 1 |", "A note."))
    assert (tmp_path / "performance" / "key-1.png").read_bytes().startswith(b"\x89PNG")
    assert "(performance/key-1.png)" in markdown(RESULT)


def test_a_result_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show(RESULT, Console())

    assert "MISSED" in capsys.readouterr().out


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([3, 1, 2], 0.99) == 3


def test_a_random_model_is_built_once(tmp_path: Path) -> None:
    path = random_model("nano", cache=tmp_path)
    made = path.stat().st_mtime_ns

    assert random_model("nano", cache=tmp_path).stat().st_mtime_ns == made


@pytest.mark.engine
def test_a_random_model_takes_the_vocabulary_of_a_file(tmp_path: Path) -> None:
    source = random_model("nano", cache=tmp_path)

    path = random_model("nano", "F16", cache=tmp_path / "other", vocabulary=source)

    assert path.name == "random-nano-F16.gguf"
