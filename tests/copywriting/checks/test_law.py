import time
from pathlib import Path

import pytest

from copywriting.checks.brand import GlossaryFile, Term, load_glossary
from copywriting.checks.law import Law, Occasion, Rule, load_law
from copywriting.datafile import load_yaml
from copywriting.errors import DataFileBroken
from copywriting.report import Severity

COMPLIANCE = Path("data/compliance.yaml")
LAW = load_law(COMPLIANCE)
GLOSSARY = load_yaml(Path("data/glossary.yaml"), GlossaryFile)


def occasion(rule: Rule, brief: str = "") -> Occasion:
    """One in which the rule applies."""
    when = rule.when
    return Occasion(
        brief,
        next(iter(when.platform), ""),
        next(iter(when.platform_group), ""),
        frozenset(when.product_category),
        next(iter(when.stage), "draft"),
    )


def found(rule: Rule, text: str) -> bool:
    return any(finding.rule == rule.id for finding in LAW.check(text, occasion(rule)))


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in LAW.rules for text in rule.bad])
def test_a_rule_finds_its_bad_examples(rule: Rule, text: str) -> None:
    assert found(rule, text)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in LAW.rules for text in rule.good])
def test_a_rule_lets_its_good_examples_pass(rule: Rule, text: str) -> None:
    assert not found(rule, text)


@pytest.mark.parametrize("term", GLOSSARY.terms, ids=lambda term: term.id)
def test_a_term_finds_its_wrong_forms_only(term: Term) -> None:
    assert all(term.compiled().search(text) for text in term.bad)
    assert not any(term.compiled().search(text) for text in term.good)


def test_a_finding_quotes_explains_and_suggests() -> None:
    text = "Приходите на митап"
    (finding,) = LAW.check(text, Occasion())
    assert (finding.quote, finding.suggestion, finding.severity) == ("митап", "встреча", Severity.INFO)
    assert text[finding.start : finding.end] == "митап"
    assert "53-ФЗ" in str(finding.reason)


def test_what_the_brief_says_itself_is_only_worth_a_remark() -> None:
    text = "Вход бесплатный"
    (alone,) = LAW.check(text, Occasion())
    (asked,) = LAW.check(text, Occasion(brief="участие бесплатно"))
    assert (alone.severity, asked.severity) == (Severity.WARN, Severity.INFO)


def test_a_medical_rule_needs_a_medical_product() -> None:
    text = "Аппарат «Тианокс» получает оксид азота из воздуха."
    medical = Occasion(product_categories=frozenset({"medical"}))
    assert "medical_disclaimer" in {finding.rule for finding in LAW.check(text, medical)}
    assert "medical_disclaimer" not in {finding.rule for finding in LAW.check(text, Occasion())}


def test_a_broken_pattern_is_told_with_its_rule_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "compliance.yaml"
    text = COMPLIANCE.read_text(encoding="utf-8")
    broken.write_text(text.replace(r"    - '#\s?1\b'", "    - '(?:#'"), encoding="utf-8")
    with pytest.raises(DataFileBroken, match=r"compliance\.yaml:\d+: .*superlative_number_one"):
        load_law(broken)


def test_an_unknown_key_is_told_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "glossary.yaml"
    broken.write_text("terms: []\nreminders: []\nnames: []\nlatin: []\nrules: []\n", encoding="utf-8")
    with pytest.raises(DataFileBroken, match=r"glossary\.yaml:5: "):
        load_glossary(broken)


def test_a_new_rule_needs_no_code(tmp_path: Path) -> None:
    extended = tmp_path / "compliance.yaml"
    rule = (
        "- {id: water, title: Вода, severity: warn, law: нет, patterns: ['живая\\s+вода'],"
        " explanation: Чудес не бывает., bad: [живая вода], good: [вода]}"
    )
    text = COMPLIANCE.read_text(encoding="utf-8").replace("\nrules:\n", f"\nrules:\n{rule}\n")
    extended.write_text(text, encoding="utf-8")
    law: Law = load_law(extended)
    assert [finding.rule for finding in law.check("Живая вода", Occasion())] == ["water"]


@pytest.mark.parametrize("piece", ["а", "гарантируем ", "1 ", "АА ", "лучше, чем ", "скидка ", "aб"])
def test_no_pattern_explodes_on_long_texts(piece: str) -> None:
    start = time.thread_time()
    for _ in LAW.check(piece * (20_000 // len(piece)), Occasion()):
        pass
    assert time.thread_time() - start < 5
