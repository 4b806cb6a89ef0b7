from hypothesis import example, given
from hypothesis import strategies as st

from copywriting.checks.morphology import Morphology


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=8))
@example("\U00017000")  # a letter that Python's unicodedata has no name for
def test_every_word_of_any_script_has_a_lemma(morphology: Morphology, word: str) -> None:
    assert morphology.lemma(word)
    assert morphology.is_animate(word) in (True, False)
