"""A dataset small enough for a processor: a few briefs, and a corpus of their words."""

from pathlib import Path

import pytest

from training.dataset import AdRecord, read_records

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


@pytest.fixture(scope="session")
def platforms_file() -> Path:
    return DATA / "platforms.yaml"


@pytest.fixture(scope="session")
def records() -> tuple[AdRecord, ...]:
    """The dataset's own validation briefs: real platforms, facts and wordings."""
    return read_records(DATA / "validation.jsonl")


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory, records: tuple[AdRecord, ...]) -> Path:
    """A data folder of a dozen briefs to train on and four unseen ones."""
    folder = tmp_path_factory.mktemp("data")
    lines = (DATA / "validation.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "train.jsonl").write_text("".join(lines[:12]), encoding="utf-8")
    (folder / "validation.jsonl").write_text("".join(lines[12:16]), encoding="utf-8")
    (folder / "platforms.yaml").write_bytes((DATA / "platforms.yaml").read_bytes())
    return folder


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory, records: tuple[AdRecord, ...]) -> Path:
    """A corpus folder: the briefs as documents."""
    folder = tmp_path_factory.mktemp("corpus")
    documents = [wording for record in records for wording in record.wordings]
    (folder / "text.txt").write_text("\n\n".join(documents), encoding="utf-8")
    return folder
