"""The checks against the dataset: references pass, planted defects don't (docs/quality-checks.md)."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from copywriting.checks.checker import Checker
from copywriting.platforms import Platforms
from copywriting.report import Finding, Kind, Severity
from tools.defects import Defect, Reference, plant, references
from tools.plant_defects import HARD, alarms, caught, check, exceptions

DATA = Path("data")


@pytest.fixture(scope="module")
def ads(platforms: Platforms) -> list[Reference]:
    return list(references(DATA, "validation", platforms))


@pytest.fixture(scope="module")
def defects(ads: list[Reference]) -> tuple[Defect, ...]:
    return plant(ads, per_kind=36)


@pytest.fixture(scope="module")
def alarmed(ads: list[Reference], checker: Checker) -> list[tuple[str, Finding]]:
    return [(ad.id, finding) for ad in ads for finding in alarms(check(checker, ad, ad.text))]


def test_every_alarm_on_a_reference_is_explained_in_the_data(
    ads: list[Reference], alarmed: list[tuple[str, Finding]]
) -> None:
    assert {(ad, finding.rule) for ad, finding in alarmed} == exceptions(DATA, "validation")
    assert len({ad for ad, _ in alarmed}) / len(ads) < 0.02


def test_all_references_pass_limits_and_law(alarmed: list[tuple[str, Finding]]) -> None:
    facts = {Kind.FACT_INVENTED, Kind.FACT_CHANGED}
    assert {finding.kind for _, finding in alarmed} <= facts
    assert Severity.BLOCK not in {finding.severity for _, finding in alarmed}


def test_at_least_300_defects_are_planted_the_same_every_time(
    ads: list[Reference], defects: tuple[Defect, ...]
) -> None:
    assert len([defect for defect in defects if defect.kind not in HARD]) >= 300
    assert plant(ads, per_kind=36) == defects


def test_every_planted_defect_is_caught(defects: tuple[Defect, ...], checker: Checker) -> None:
    missed = [d for d in defects if d.kind not in HARD and not caught(d, checker)]
    assert [(d.kind, d.reference.id, d.text[d.start : d.end]) for d in missed] == []


def test_figures_of_the_brief_in_the_wrong_place_are_mostly_caught(
    defects: tuple[Defect, ...], checker: Checker
) -> None:
    hard = [defect for defect in defects if defect.kind in HARD]
    assert sum(caught(defect, checker) for defect in hard) >= 0.7 * len(hard)


def test_references_of_one_brief_are_no_near_copies(ads: list[Reference], checker: Checker) -> None:
    pairs = [(a, b) for a, b in pairwise(ads) if a.brief == b.brief]
    sample = random.Random(1).sample(pairs, min(200, len(pairs)))
    assert not [(a.id, b.id) for a, b in sample if checker.alike(a.text, [b.text])]
