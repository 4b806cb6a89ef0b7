from pathlib import Path

import pytest

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.knowledge import load_products
from copywriting.platforms import Platform, Platforms, load_platforms

DATA = Path("data")


@pytest.fixture(scope="session")
def morphology() -> Morphology:
    return Morphology()


@pytest.fixture(scope="session")
def checker(morphology: Morphology) -> Checker:
    return Checker.load(DATA, load_products(DATA / "products.yaml", morphology), morphology)


@pytest.fixture(scope="session")
def platforms() -> Platforms:
    return load_platforms(DATA / "platforms.yaml")


@pytest.fixture(scope="session")
def post(platforms: Platforms) -> Platform:
    return platforms[PlatformSlug("vk_post")]


def brief(seed: str, *, use_product_facts: bool = False) -> Brief:
    return Brief(
        seed,
        "собрать заявки",
        PlatformSlug("vk_post"),
        Tone("деловой"),
        use_product_facts=use_product_facts,
    )
