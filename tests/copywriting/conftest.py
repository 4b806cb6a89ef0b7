from pathlib import Path

import pytest

from copywriting.checks.morphology import Morphology
from copywriting.examples import Examples, Record, load_examples
from copywriting.knowledge import Products, load_products
from copywriting.platforms import Platforms, load_platforms

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def platforms() -> Platforms:
    return load_platforms(DATA / "platforms.yaml")


@pytest.fixture(scope="session")
def examples() -> Examples:
    return load_examples(DATA / "train.jsonl")


@pytest.fixture(scope="session")
def products() -> Products:
    return load_products(DATA / "products.yaml", Morphology())


@pytest.fixture(scope="session")
def records() -> tuple[Record, ...]:
    """The validation part of the dataset."""
    lines = (DATA / "validation.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Record.model_validate_json(line) for line in lines)
