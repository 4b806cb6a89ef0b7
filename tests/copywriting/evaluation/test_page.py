"""What people read of an evaluation."""

from pathlib import Path

from copywriting.evaluation.markdown import BY_HAND, by_hand, markdown
from copywriting.evaluation.page import page
from copywriting.report import Finding, Kind, Severity
from tests.copywriting.evaluation.marked import CASE, finding, marked, results

EVIL = "<script>alert(1)</script>"


def test_what_a_model_wrote_never_becomes_markup() -> None:
    quoting = Finding(kind=Kind.LAW, severity=Severity.BLOCK, quote=EVIL, expected=EVIL, reason=EVIL)
    case = CASE.model_copy(update={"seed": EVIL, "task": EVIL})
    html = page(results(marked(EVIL, quoting, case=case)), {})
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 6


def test_the_page_loads_nothing_from_elsewhere() -> None:
    html = page(results(marked("текст")), {"measures.png": b"png"})
    assert 'src="data:image/png;base64,cG5n"' in html
    assert "http://" not in html
    assert "https://" not in html


def test_a_page_without_variants_says_so() -> None:
    assert "No variants." in page(results(), {})


def test_references_have_their_own_column() -> None:
    with_them = results(marked("текст"), references=(marked("эталон"),))
    assert "<th>reference ads</th>" in page(with_them, {})
    assert "<th>reference ads</th>" not in page(results(marked("текст")), {})


def test_a_model_that_is_mostly_unclean_is_not_fit_to_print() -> None:
    text = markdown(results(marked("плохо", finding(Kind.LAW)), marked("хорошо")), [])
    assert "**Not fit to print: 50.0 % of the variants" in text


def test_the_five_worst_are_told_by_kind_without_their_texts() -> None:
    text = markdown(results(marked("тайный текст", finding(Kind.LANGUAGE, rule="loop"))), [])
    assert "1. w1-001, sms: language (loop); 1 of 1 required facts kept." in text
    assert "тайный текст" not in text


def test_what_people_wrote_on_the_page_survives_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "quality.md"
    path.write_text(markdown(results(), [], "## Read by a person\nГладко.\n"), encoding="utf-8")
    again = markdown(results(marked("текст")), [], by_hand(path))
    assert again.endswith(f"{BY_HAND}\n## Read by a person\nГладко.\n")


def test_a_new_page_has_nothing_by_hand(tmp_path: Path) -> None:
    assert by_hand(tmp_path / "quality.md") == ""
