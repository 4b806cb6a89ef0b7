"""Texts of one brief beside each other, and beside its references."""

import pytest

from copywriting.brief import AngleSlug, Brief, PlatformSlug
from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.evaluation.briefs import Case, read_cases
from copywriting.evaluation.marking import Examiner, compared
from copywriting.evaluation.resemblance import load_chrf
from copywriting.evaluation.running import Answer, Desk
from copywriting.knowledge import Products
from copywriting.order import Written
from copywriting.platforms import Platforms
from copywriting.prompt import Material
from copywriting.report import Kind, Report
from tests.copywriting.conftest import DATA

ONE = "Приходите на вебинар по расчётным моделям: покажем перенос модели за шестьдесят минут и ответим."
COPY = "Приходите на вебинар по расчётным моделям: покажем перенос модели за шестьдесят минут, ответим."
OTHER = "Сервер считает быстрее, когда сетка разбита ровно. Инженер видит это сразу."


@pytest.fixture(scope="module")
def desk(platforms: Platforms, products: Products) -> Desk:
    return Desk(platforms, Checker.load(DATA, products, Morphology()), Material(products=products))


@pytest.fixture(scope="module")
def case() -> Case:
    return next(case for case in read_cases(DATA / "validation.jsonl") if case.platform == "sms")


@pytest.fixture(scope="module")
def examiner(desk: Desk) -> Examiner:
    return Examiner(desk, load_chrf(), lambda _word: True)


def answered(case: Case, *texts: str) -> Answer:
    brief = Brief(case.seed, case.task, PlatformSlug("sms"), case.tone)
    written = [Written(place, AngleSlug("pain"), text, Report()) for place, text in enumerate(texts)]
    return Answer(case, brief, tuple(written), 1.0)


def test_of_two_near_copies_the_later_one_is_the_copy(desk: Desk) -> None:
    assert [one.near_copy for one in compared([ONE, OTHER, COPY], desk.checker)] == [False, False, True]


def test_a_single_text_has_no_siblings(desk: Desk) -> None:
    assert compared([ONE], desk.checker)[0].closest is None


def test_a_recited_reference_is_recognised(examiner: Examiner, case: Case) -> None:
    recited, own = examiner.answers(answered(case, case.variants[0], OTHER))
    assert recited.score.recited
    assert recited.score.chrf == pytest.approx(100)
    assert not own.score.recited


def test_facts_of_the_dataset_are_looked_for_in_the_text(examiner: Examiner, case: Case) -> None:
    kept, lost = examiner.answers(answered(case, case.variants[0], OTHER))
    assert kept.score.kept == kept.score.facts > 0
    assert lost.score.kept == 0


def test_a_reference_told_twice_is_a_near_copy(examiner: Examiner, case: Case) -> None:
    twice = case.model_copy(update={"variants": (case.variants[0], case.variants[0])})
    first, second = examiner.references(twice)
    assert not first.report.of(Kind.LIKENESS)
    assert second.report.of(Kind.LIKENESS)
