from copywriting.checks.checker import Checker
from copywriting.platforms import Platform
from copywriting.report import Finding, Kind, Severity
from tests.copywriting.checks.conftest import brief

SEED = (
    "«САРУС»: вебинар 24 апреля в 15:00, 30 мест, скидка 15 %, 12 000 ₽. Запись: plm@sarus.ru, "
    "8 (343) 555-18-40. Ведёт команда «Логоса»."
)
AD = (
    "24 апреля в 15:00 покажем «САРУС». Всего 30 мест, скидка 15 %, цена 12 000 ₽. Запись: plm@sarus.ru, "
    "8 (343) 555-18-40."
)


def about(checker: Checker, post: Platform, text: str, *kinds: Kind, seed: str = SEED) -> list[Finding]:
    return [*checker.check(text, brief=brief(seed), platform=post).of(*kinds)]


def test_a_faithful_ad_has_nothing_to_look_at(checker: Checker, post: Platform) -> None:
    report = checker.check(AD, brief=brief(SEED), platform=post)
    assert {finding.severity for finding in report.findings} == {Severity.INFO}


def test_the_length_is_the_platforms(checker: Checker, post: Platform) -> None:
    assert checker.check(AD, brief=brief(SEED), platform=post).length == len(AD)


def test_an_invented_figure_blocks_with_its_place(checker: Checker, post: Platform) -> None:
    (finding,) = about(checker, post, f"{AD} Ещё 77 %.", Kind.FACT_INVENTED)
    assert (finding.severity, finding.quote, finding.start) == (Severity.BLOCK, "77 %", len(AD) + 5)


def test_a_changed_price_is_told_with_the_briefs(checker: Checker, post: Platform) -> None:
    (finding,) = about(checker, post, AD.replace("12 000", "13 000"), Kind.FACT_CHANGED)
    assert finding.expected == "12 000 ₽"


def test_the_same_noun_with_another_figure_of_the_brief_is_changed(checker: Checker, post: Platform) -> None:
    seed = "Курс: 30 мест, 40 уроков"
    (finding,) = about(checker, post, "Осталось 40 мест", Kind.FACT_CHANGED, seed=seed)
    assert finding.expected == "30"


def test_a_lost_contact_is_missing(checker: Checker, post: Platform) -> None:
    (finding,) = about(checker, post, AD.replace(" plm@sarus.ru,", ""), Kind.FACT_MISSING)
    assert (finding.expected, finding.severity) == ("plm@sarus.ru", Severity.WARN)


def test_required_facts_may_be_given_as_words(checker: Checker, post: Platform) -> None:
    report = checker.check(
        "Приходите к Дамиру", brief=brief("Ведёт Дамир"), platform=post, required=["Дамир"]
    )
    assert not report.of(Kind.FACT_MISSING)


def test_an_inflected_product_is_no_invention(checker: Checker, post: Platform) -> None:
    assert not about(checker, post, "Модули «САРУСа» и «Логос»", Kind.FACT_INVENTED)


def test_an_invented_name_is_a_warning(checker: Checker, post: Platform) -> None:
    (finding,) = about(checker, post, "Программа «Северный Горизонт»", Kind.FACT_INVENTED)
    assert finding.severity is Severity.WARN


def test_catalogue_facts_are_marked_only_when_they_are_allowed(checker: Checker, post: Platform) -> None:
    product = next(p for p in checker.products if any("20" in f.t for f in p.verified))
    fact = next(f.t for f in product.verified if "20" in f.t)
    for allowed, kind in ((True, Kind.FACT_FROM_CATALOGUE), (False, Kind.FACT_INVENTED)):
        order = brief(f"Пост о продукте {product.name}", use_product_facts=allowed)
        assert checker.check(fact, brief=order, platform=post).of(kind)


def test_a_risky_claim_of_the_named_product_is_told(checker: Checker, post: Platform) -> None:
    report = checker.check(
        "Система исключает аварии на линии", brief=brief("AtomMind на линии"), platform=post
    )
    assert [finding.rule for finding in report.of(Kind.BRAND)] == ["avoid:atommind"]


def test_publication_needs_marking_until_it_is_there(checker: Checker, post: Platform) -> None:
    assert "marking" in {finding.rule for finding in about(checker, post, AD, Kind.LAW)}
    marked = f"{AD} Реклама. АО «Пример», erid: 2Vtzqx"
    assert "marking" not in {finding.rule for finding in about(checker, post, marked, Kind.LAW)}


def test_blocking_findings_come_first(checker: Checker, post: Platform) -> None:
    text = f"Приходите на митап «Северный Горизонт». {AD} Это лучшее решение."
    severities = [f.severity for f in checker.check(text, brief=brief(SEED), platform=post).findings]
    order = [Severity.BLOCK, Severity.WARN, Severity.INFO]
    assert severities == sorted(severities, key=order.index)


def test_a_near_copy_of_a_shown_text_is_found(checker: Checker) -> None:
    assert checker.alike(AD.replace("покажем", "обсудим"), ["Другой текст", AD]) is not None
    assert checker.alike(AD, ["Совсем другой текст о другом"]) is None
