"""Two models side by side, from the command line: each is evaluated in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")
pytest.importorskip("sacrebleu", reason="the training extra is not installed")

from tests.training.test_evaluate import MODEL
from training.compare import COST_ROWS
from training.metrics import SUMMARY

DRAFTS = "drafts.jsonl"


class Bench:
    """``compare`` of the bundled model with itself under two names, into folders of its own."""

    def __init__(self, folder: Path, data: Path) -> None:
        self._folder = folder
        self._data = data
        self._models = [folder / "first.gguf", folder / "second.gguf"]
        for model in self._models:
            shutil.copyfile(MODEL, model)

    def folder(self, name: str) -> Path:
        return self._folder / name

    @contextmanager
    def begun(self, name: str) -> Iterator[subprocess.Popen[str]]:
        """In a session of its own: a signal reaches it alone, as a supervisor's does, not its evaluations."""
        words = ["compare", "--models", *map(str, self._models), "--out", str(self.folder(name))]
        exam = ["--data", str(self._data), "--count", "1", "--limit", "2", "--questions", "1"]
        command = [sys.executable, "-m", "training", *words, *exam]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, name: str) -> str:
        """Its log."""
        with self.begun(name) as process:
            said = process.communicate()[1]
        assert process.returncode == 0, said
        return said

    def interrupt(self, name: str, moment: str) -> int:
        """Its exit status after SIGINT at the first line of its log with ``moment``, when all of it ended."""
        with self.begun(name) as process:
            assert process.stderr is not None
            assert any(moment in line for line in process.stderr)
            process.send_signal(signal.SIGINT)
            process.communicate()  # ends when the last process that can write there has
        return process.returncode


def qualities(folder: Path) -> dict[str, dict[str, Any]]:
    """What was measured, without what it took: time and memory differ from run to run."""
    rows: dict[str, dict[str, Any]] = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    return {name: {key: row[key] for key in row if key not in COST_ROWS} for name, row in rows.items()}


@pytest.mark.engine
def test_an_interrupted_comparison_goes_on_and_ends_with_the_same_figures(
    small_data: Path, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, small_data)
    whole, torn = bench.folder("whole"), bench.folder("torn")
    bench.run("whole")

    assert bench.interrupt("torn", "second: 1 of 2 drafts") == 130
    assert not (torn / "compare.json").exists()
    said = bench.run("torn")

    assert "first:" not in said  # was done and is not done again
    assert qualities(torn) == qualities(whole)
    for model in ("first", "second"):
        for name in (DRAFTS, SUMMARY, "report.html"):
            assert (torn / model / name).read_bytes() == (whole / model / name).read_bytes()
