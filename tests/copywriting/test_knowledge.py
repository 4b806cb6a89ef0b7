import pytest

from copywriting.knowledge import Products


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Расчёт в Логосе Тепло за один день", "logos_teplo"),
        ("с помощью «Логоса» считаем прочность", "logos"),
        ("внедряем цифровым предприятием", "digital_enterprise"),
        ("на АтомМайнде", "atommind"),
        ("платформа Atom.RPA", "atom_rpa"),
        ("Система «Призма» для тендеров", "prizma"),
        ("накопителями энергии", "renera"),
        ("по Северному морскому пути", "nsr"),
    ],
)
def test_a_product_is_known_in_any_form(products: Products, text: str, slug: str) -> None:
    assert products.recognise(text)[0].slug == slug


def test_a_module_is_not_the_package(products: Products) -> None:
    assert [product.slug for product in products.recognise("«Логос Тепло»")] == ["logos_teplo"]


def test_an_ambiguous_name_must_look_like_a_name(products: Products) -> None:
    assert products.recognise("стеклянная призма преломляет свет") == ()


def test_a_text_without_products_has_none(products: Products) -> None:
    assert products.recognise("Приглашаем на субботник в парке") == ()


def test_only_verified_facts_are_offered(products: Products) -> None:
    for product in products:
        assert all(fact.c == "high" and not fact.check and fact.s != "own" for fact in product.verified)


def test_a_product_whose_policy_is_the_seed_alone_offers_nothing(products: Products) -> None:
    prizma = products.get("prizma")
    assert prizma
    assert prizma.verified == ()


def test_mentions_point_into_the_text(products: Products) -> None:
    text = "Про Логос Тепло и «Сарус»."
    assert [text[mention.start : mention.end] for mention in products.mentions(text)] == [
        "Логос Тепло",
        "Сарус",
    ]
