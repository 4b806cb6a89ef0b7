from hypothesis import given
from hypothesis import strategies as st

from copywriting.tighten import finish, shorten, tighten

WORDS = [
    "Датчики",
    "говорят",
    "«Логос»",
    "и",
    "для",
    "завода.",
    "Приходите",
    "24 апреля,",
    "logos.ru",
    "\n\n",
    "стенд!",
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join)


@given(texts, st.integers(5, 200))
def test_a_tightened_text_is_within_its_limit(text: str, limit: int) -> None:
    assert len(tighten(text, limit)) <= limit


@given(st.text(min_size=1, max_size=100), st.integers(1, 50))
def test_any_text_can_be_tightened(text: str, limit: int) -> None:
    assert len(tighten(text, limit)) <= limit


@given(texts, st.integers(5, 200))
def test_a_text_that_fits_stays_as_it_is(text: str, limit: int) -> None:
    fitting = tighten(text, limit)
    assert tighten(fitting, limit) == fitting


@given(texts, st.integers(20, 200))
def test_quotes_are_closed(text: str, limit: int) -> None:
    shorter = tighten(text, limit)
    assert shorter.count("«") == shorter.count("»")


def test_the_last_sentence_without_facts_goes_first() -> None:
    text = "Плата греется. Посчитайте её заранее. Это просто и быстро. Тест: @logosteplo_bot"
    assert tighten(text, 65) == "Плата греется. Посчитайте её заранее. Тест: @logosteplo_bot"


def test_a_title_loses_whole_words_and_hanging_prepositions() -> None:
    assert tighten("Расчёт прочности корпуса для завода", 28) == "Расчёт прочности корпуса"


def test_sizes_are_those_of_the_platform() -> None:
    assert tighten("Ура 🍕🍕 да", 6, lambda text: len(text.encode("utf-16-le")) // 2) == "Ура"


def test_a_sentence_that_was_cut_off_goes() -> None:
    assert finish("Датчики говорят. Система слушает. А вот чело") == "Датчики говорят. Система слушает."


def test_a_link_at_the_end_is_an_end() -> None:
    assert finish("Датчики говорят. Запись: logos.ru/apr24") == "Датчики говорят. Запись: logos.ru/apr24"


def test_shortening_keeps_contacts() -> None:
    text = "Плата греется. Посчитайте её заранее. Это просто и быстро. Тест: @logosteplo_bot"
    assert shorten(text, 0.8).endswith("Тест: @logosteplo_bot")
    assert len(shorten(text, 0.8)) <= 0.8 * len(text)
