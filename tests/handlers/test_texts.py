import ast
import re
from pathlib import Path

import pytest

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.report import Finding, Kind, Report, Severity
from handlers import texts

BRIEF = Brief("Вебинар <b>24 апреля</b> & больше", "Анонс <i>", PlatformSlug("vk_post"), Tone("деловой"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 вариант"),
        (2, "2 варианта"),
        (5, "5 вариантов"),
        (11, "11 вариантов"),
        (21, "21 вариант"),
        (112, "112 вариантов"),
    ],
)
def test_numbers_agree_with_their_word(number: int, expected: str) -> None:
    assert texts.words.variants_count(number) == expected


def test_markup_of_people_is_shown_and_not_obeyed() -> None:
    card = texts.card.card(BRIEF, "Пост <ВК>", 4)

    assert "&lt;b&gt;24 апреля&lt;/b&gt; &amp; больше" in card
    assert "Анонс &lt;i&gt;" in card
    assert "Пост &lt;ВК&gt;" in card


def test_a_long_seed_is_folded_and_its_rest_counted() -> None:
    card = texts.card.card(Brief("слово " * 5000, "", BRIEF.platform, BRIEF.tone), "Пост", 4)

    assert len(card) < texts.words.MESSAGE_LIMIT
    assert re.search(r"…и ещё \d\d \d{3} знак", card)


def test_the_summary_shows_what_was_checked_and_how_much_was_found() -> None:
    law = Finding(kind=Kind.LAW, severity=Severity.WARN, quote="лучший", reason="превосходная степень")
    hint = Finding(kind=Kind.LAW, severity=Severity.INFO, reason="маркировка")

    assert texts.checks.summary(Report(length=412)) == "✓ факты · ✓ объём 412 · ✓ закон"
    assert (
        texts.checks.summary(Report(findings=(law, hint), length=412)) == "✓ факты · ✓ объём 412 · ⚠ закон 1"
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_finding_has_words(kind: Kind) -> None:
    finding = Finding(
        kind=kind,
        severity=Severity.WARN,
        quote="15 %<",
        expected="25 %",
        reason="правило",
        field="Текст",
        size=61,
        limit=56,
    )

    details = texts.checks.details(Report(findings=(finding,), length=61))

    assert kind.value not in details
    assert "None" not in details
    assert "<b>Проверка</b>" in details


@pytest.mark.parametrize("kind", Kind)
def test_a_finding_with_nothing_but_its_kind_has_words_too(kind: Kind) -> None:
    assert "None" not in texts.checks.details(Report(findings=(Finding(kind=kind, severity=Severity.WARN),)))


def test_many_findings_still_fit_a_message() -> None:
    finding = Finding(kind=Kind.LAW, severity=Severity.WARN, quote="лучший " * 20, reason="правило " * 20)

    details = texts.checks.details(Report(findings=(finding,) * 100))

    assert len(details) < texts.words.MESSAGE_LIMIT
    assert "…и ещё" in details


@pytest.mark.parametrize(("seconds", "words"), [(3, "около 5 с"), (42, "около 40 с"), (130, "около 2 мин")])
def test_waiting_times_are_rounded_as_people_do(seconds: float, words: str) -> None:
    assert texts.writing.duration(seconds) == words


def test_pop_ups_are_short_enough_for_telegram() -> None:
    alerts = [
        texts.card.ASK_TASK_WORDS,
        texts.card.BRIEF_GONE,
        texts.card.NOT_YOURS,
        texts.access.ACCESS_FIRST,
        texts.card.ALREADY_WRITTEN,
        texts.card.MORE_WRITTEN,
        texts.writing.desk_full(100),
        texts.writing.too_many_jobs(3),
        texts.access.access_already("И" * 300, allowed=True),
    ]

    assert max(map(len, alerts)) <= texts.words.CALLBACK_ANSWER_LIMIT


def spoken(source: str) -> list[str]:
    """String constants with Russian words in them, without docstrings."""
    tree = ast.parse(source)
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    words = [node.value for node in constants if isinstance(node.value, str) and id(node) not in documented]
    return [word for word in words if re.search("[А-Яа-яЁё]{4,}", word)]


def test_no_other_module_of_the_telegram_edge_speaks_russian() -> None:
    folder = Path(texts.__file__).parent.parent
    paths = [path for path in folder.rglob("*.py") if path.parent.name != "texts"]
    others = {path.name: spoken(path.read_text("utf-8")) for path in paths}

    assert {name: words for name, words in others.items() if words} == {}
