import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copywriting.checks.facts.fact import FactKind
from copywriting.checks.facts.sheet import FactSheet
from copywriting.checks.morphology import Morphology

MORPHOLOGY = Morphology()


def sheet(text: str) -> FactSheet:
    return FactSheet.of(text, MORPHOLOGY)


@pytest.mark.parametrize(
    ("brief", "variant"),
    [
        ("1 250 000 ₽", "1,25 млн рублей"),
        ("30 тыс. ₽", "30 000 рублей"),
        ("24 апреля", "24.04"),
        ("24 апреля", "24.04.2026"),
        ("24–26 апреля", "с 24 по 26 апреля"),
        ("3, 10 и 17 марта", "17 марта"),
        ("в октябре: 7, 14 и 21 числа", "7 и 14 октября"),
        ("15:00", "в 15 часов"),
        ("15:00", "в 15.00"),
        ("15:00", "в 15"),
        ("в 19:00", "в 7 вечера"),
        ("с 10 до 18", "10:00–18:00"),
        ("8 (343) 555-18-40", "+7 343 555 18 40"),
        ("тел. 33-18", "Звоните: 33-18"),
        ("https://Atom.ru/test/", "atom.ru/test."),
        ("@atom_bot", "t.me/atom_bot"),
        ("70%", "70 процентов"),
        ("25-минутные переговоры", "25 минут"),
        ("90 мин", "1,5 часа"),
        ("4 эвристики", "четырьмя эвристиками"),
        ("двадцать пять мест", "25 мест"),
        ("5 раб. дней", "5 рабочих дней"),
        ("встреча длится 2 ч", "двухчасовая встреча"),
        ("пн–пт", "в среду"),
        ("полгода", "6 месяцев"),
    ],
)
def test_the_same_fact_in_other_words_is_the_same(brief: str, variant: str) -> None:
    facts = sheet(variant).facts
    claims = [fact for fact in facts if not (fact.kind is FactKind.NUMBER and fact.quote == "2026")]
    assert claims
    assert all(sheet(brief).has(fact) for fact in claims)


@pytest.mark.parametrize(
    ("brief", "variant"),
    [
        ("30 мест", "30 минут"),
        ("10 мест", "10 %"),
        ("24 апреля", "24 мая"),
        ("24–26 апреля", "25 апреля"),
        ("10:00, 11 мест", "11:00"),
        ("8 (343) 555-18-40", "8 (343) 555-81-40"),
        ("atom.ru", "atam.ru"),
        ("30 тыс. ₽", "30 млн ₽"),
        ("5 дней", "5 недель"),
        ("по вторникам", "по средам"),
        ("первым 30 бюро", "1 августа"),
        ("команда до 4, финиш 4 ноября", "4 июля"),
    ],
)
def test_a_slip_makes_another_fact(brief: str, variant: str) -> None:
    facts = sheet(variant).facts
    assert any(not sheet(brief).has(fact) for fact in facts)


@pytest.mark.parametrize(
    "text",
    ["в рабочей среде", "Atom.RPA считает", "файл в xlsx", "на 310-м километре", "4 обновлений года"],
)
def test_what_only_looks_like_a_weekday_link_or_measure_is_none(text: str) -> None:
    assert not sheet(text).of_kind(FactKind.WEEKDAY, FactKind.LINK)
    assert not any(key.startswith(("length", "months")) for fact in sheet(text).facts for key in fact.keys)


@pytest.mark.parametrize("text", ["«Где моя справка?»", "«Тепло на краю карты» рядом"])
def test_speech_in_quotes_is_no_name_but_a_title_is(text: str) -> None:
    assert bool(sheet(text).of_kind(FactKind.QUOTED)) == ("?" not in text)


def test_an_inflected_name_is_found_even_when_the_dictionary_does_not_know_it(
    morphology: Morphology,
) -> None:
    from copywriting.checks.facts.sheet import Wording

    assert sheet("«Гринатом», больницы").wording.has(Wording.of("Гринатома", morphology))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789 .,:;-–%₽+@()«»абвгдмайчсрубтыln\n/", max_size=120))
def test_places_are_the_quotes_for_any_text(text: str) -> None:
    for fact in sheet(text).facts:
        assert text[fact.start : fact.end] == fact.quote


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 999), st.sampled_from(["тыс. ₽", "млн рублей", "%", "мест", "дней", "кг"]))
def test_a_text_has_its_own_facts(number: int, unit: str) -> None:
    text = f"Всего {number} {unit} в работе"
    assert all(sheet(text).has(fact) for fact in sheet(text).facts)
