"""From reports to scores, from scores to summaries."""

import pytest

from copywriting.evaluation.scoring import Siblings, Summary, faults, score, shares_by_kind, summarise
from copywriting.report import Kind, Severity
from tests.copywriting.evaluation.marked import CASE, finding, marked, measured, report, results

WARN, INFO = Severity.WARN, Severity.INFO


def summary(*scores: object) -> Summary:
    found = summarise(scores)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_reminder_leaves_a_variant_clean() -> None:
    assert score(report(finding(Kind.LAW, INFO)), measured()).clean


def test_a_warning_makes_it_unclean_but_does_not_block() -> None:
    one = score(report(finding(Kind.FACT_MISSING, WARN)), measured())
    assert (one.clean, one.blocked) == (False, False)


def test_changed_facts_count_as_invented_and_figures_among_them_block() -> None:
    found = report(finding(Kind.FACT_CHANGED), finding(Kind.FACT_INVENTED, WARN))
    one = score(found, measured())
    assert (one.invented, one.invented_blocking) == (2, 1)


def test_facts_of_the_catalogue_are_not_invented() -> None:
    assert score(report(finding(Kind.FACT_FROM_CATALOGUE, INFO)), measured()).invented == 0


@pytest.mark.parametrize("kind", [Kind.LIMIT, Kind.FORM])
def test_a_blocking_limit_or_form_is_not_within(kind: Kind) -> None:
    assert not score(report(finding(kind)), measured()).within


def test_a_text_beyond_its_first_line_is_within() -> None:
    assert score(report(finding(Kind.LIMIT, WARN)), measured()).within


def test_law_warns_where_it_blocks() -> None:
    one = score(report(finding(Kind.LAW)), measured())
    assert one.law_blocked
    assert one.law_warned


def test_a_torn_end_is_an_unfinished_text() -> None:
    assert score(report(finding(Kind.LANGUAGE, WARN, "unfinished")), measured()).unfinished


def test_facts_are_counted_over_all_variants_together() -> None:
    both = summary(
        score(report(), measured(facts=1, kept=0)),
        score(report(), measured(facts=3, kept=3)),
    )
    assert (both.facts_kept, both.all_facts_kept) == (0.75, 0.5)


def test_the_greatest_likeness_is_that_of_any_pair() -> None:
    both = summary(
        score(report(), measured(siblings=Siblings(0.2, 0.3))),
        score(report(), measured(siblings=Siblings(0.4, 0.8, near_copy=True))),
        score(report(), measured()),
    )
    assert both.likeness_mean == pytest.approx(0.3)
    assert both.likeness_max == 0.8
    assert both.near_copies == pytest.approx(1 / 3)


def test_what_was_not_measured_is_not_zero() -> None:
    one = summary(score(report(), measured()))
    assert (one.facts_kept, one.chrf, one.likeness_mean) == (None, None, None)


def test_no_variants_have_no_summary() -> None:
    assert summarise([]) is None


def test_a_kind_found_twice_in_a_variant_counts_once() -> None:
    twice = report(finding(Kind.LAW), finding(Kind.LAW))
    assert shares_by_kind([twice, report()]) == {"law": {"block": 0.5, "warn": 0.0, "info": 0.0}}


def test_faults_are_told_in_words_with_the_most_frequent_first() -> None:
    found = [
        finding(Kind.LANGUAGE, WARN, "unfinished"),
        finding(Kind.FACT_INVENTED),
        finding(Kind.FACT_INVENTED),
        finding(Kind.LAW, INFO),
    ]
    assert faults(found) == ("2 × fact invented", "language (unfinished)")


def test_the_worst_are_of_different_briefs_and_blocked_ones_come_first() -> None:
    other = CASE.model_copy(update={"id": "w1-002"})
    found = results(
        marked("предупреждение", finding(Kind.LAW, WARN), case=other),
        marked("один запрет", finding(Kind.LAW)),
        marked("два запрета", finding(Kind.LAW), finding(Kind.LAW)),
    )
    assert [one.text for one in found.worst(5)] == ["два запрета", "предупреждение"]


def test_a_brief_of_which_one_variant_is_recited_is_not_unfamiliar() -> None:
    other = CASE.model_copy(update={"id": "w1-002"})
    found = results(marked("а", recited=True), marked("б"), marked("в", case=other))
    assert found.unfamiliar is not None
    assert found.unfamiliar.variants == 1
    assert list(found.columns) == ["nano", "its briefs without a recital"]


def test_where_nothing_is_recited_there_is_no_column_for_it() -> None:
    assert list(results(marked("а")).columns) == ["nano"]
