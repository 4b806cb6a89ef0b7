"""A dataset small enough for a processor: a few briefs, and a corpus of their words."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.training.tiny import tiny_recipe
from training.dataset import AdRecord, read_records

if TYPE_CHECKING:
    from training.pretrain import Inputs

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


@pytest.fixture(scope="session")
def inputs(small_data: Path, small_corpus: Path) -> "Inputs":
    from training.pretrain import Inputs

    names = ("train.jsonl", "validation.jsonl", "platforms.yaml")
    return Inputs(small_corpus, *(small_data / name for name in names))


@pytest.fixture(scope="session")
def checkpoint(inputs: "Inputs", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of an uninterrupted run."""
    from training.pretrain import pretrain

    return pretrain(tiny_recipe(), inputs, tmp_path_factory.mktemp("whole"))
