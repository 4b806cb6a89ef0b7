"""Grammars are judged by llama.cpp itself: its own parser and sampler, on the bundled model's vocabulary."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import llama_cpp
import pytest

from copywriting.brief import PlatformSlug, Tone
from copywriting.examples import Examples, Record
from copywriting.formats import parse
from copywriting.grammar import bounded, grammar, pinned
from copywriting.platforms import Platforms
from tests.copywriting.briefs import written_for

MODEL = Path(__file__).parents[2] / "models" / "nano.gguf"
Accepts = Callable[[str | None, str], bool]
pytestmark = pytest.mark.engine


class Vocabulary:
    def __init__(self) -> None:
        parameters = llama_cpp.llama_model_default_params()
        parameters.vocab_only = True
        self._model = llama_cpp.llama_model_load_from_file(str(MODEL).encode(), parameters)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._end = llama_cpp.llama_vocab_eos(self._vocab)

    def close(self) -> None:
        llama_cpp.llama_model_free(self._model)

    def accepts(self, rules: str | None, text: str) -> bool:
        """Whether the grammar lets ``text`` be written and ended."""
        assert rules
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocab, rules.encode(), b"root")
        assert sampler, "not a grammar"
        try:
            return all(self._step(sampler, token) for token in [*self._tokens(text), self._end])
        finally:
            llama_cpp.llama_sampler_free(sampler)

    def _tokens(self, text: str) -> list[int]:
        raw = text.encode()
        buffer = (llama_cpp.llama_token * (len(raw) + 8))()
        count = llama_cpp.llama_tokenize(self._vocab, raw, len(raw), buffer, len(buffer), False, False)
        return list(buffer[:count])

    def _step(self, sampler: Any, token: int) -> bool:
        data = (llama_cpp.llama_token_data * 1)(llama_cpp.llama_token_data(id=token, logit=1.0, p=0.0))
        candidates = llama_cpp.llama_token_data_array(data=data, size=1, selected=-1, sorted=False)
        llama_cpp.llama_sampler_apply(sampler, ctypes.byref(candidates))
        if data[0].logit == float("-inf"):
            return False
        if token != self._end:
            llama_cpp.llama_sampler_accept(sampler, token)
        return True


@pytest.fixture(scope="module")
def accepts() -> Iterator[Accepts]:
    with closing(Vocabulary()) as vocabulary:
        yield vocabulary.accepts


def test_the_learned_form_accepts_every_reference_ad(
    platforms: Platforms, records: tuple[Record, ...], accepts: Accepts
) -> None:
    for record in records:
        platform = written_for(platforms, record.platform)
        for ad in record.variants if platform.structured else ():
            assert accepts(grammar(platform, learned=True), ad)


def test_the_asked_form_accepts_every_example_of_it(
    platforms: Platforms, examples: Examples, accepts: Accepts
) -> None:
    for platform in platforms:
        for example in examples.choose(platform, Tone("деловой"), budget=4000):
            assert not platform.structured or accepts(grammar(platform), example.ad)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("yandex_direct", "Заголовок 1: Раз\nТекст: Три"),
        ("yandex_direct", "Заголовок 1: Раз\nЗаголовок 2: Два\nТекст: Три\nещё"),
        ("yandex_direct", f"Заголовок 1: {'а' * 57}\nЗаголовок 2: Два\nТекст: Три"),
        ("yandex_direct", f"Заголовок 1: Раз\nЗаголовок 2: Два\nТекст: {'а' * 82}"),
        ("banner", "Заголовок: Раз\nКнопка: Два"),
        ("banner", "Заголовок: \nПодзаголовок: Раз\nКнопка: Два"),
        ("push", "**Заголовок:** Раз\nТекст: Два"),
        ("email", "Тема: Раз\nПрехедер: Два"),
        ("vk_ads", f"Заголовок: {'а' * 41}\nТекст: Два"),
    ],
)
@pytest.mark.parametrize("learned", [True, False])
def test_another_form_is_refused(
    platforms: Platforms, accepts: Accepts, slug: str, text: str, learned: bool
) -> None:
    assert not accepts(grammar(platforms[PlatformSlug(slug)], learned=learned), text)


@pytest.mark.parametrize("titles", [2, 3, 4])
@pytest.mark.parametrize("texts", ["Текст: А", "Текст 1: А\nТекст 2: Б"])
def test_a_pack_may_have_several_sizes(
    platforms: Platforms, accepts: Accepts, titles: int, texts: str
) -> None:
    pack = "".join(f"Заголовок {number}: Слово\n" for number in range(1, titles + 1)) + texts
    assert accepts(grammar(platforms[PlatformSlug("yandex_direct")]), pack)


def test_a_letter_may_have_any_body(platforms: Platforms, accepts: Accepts) -> None:
    letter = "Тема: Раз\nПрехедер: Два\n\nЗдравствуйте!\n\n— пункт «раз»;\n— пункт два.\n\nС уважением"
    assert accepts(grammar(platforms[PlatformSlug("email")]), letter)


@pytest.mark.parametrize(("size", "fits"), [(20, True), (21, False)])
def test_a_single_field_has_its_bound(accepts: Accepts, size: int, fits: bool) -> None:
    assert accepts(bounded(20), "а" * size) is fits


def test_fields_before_the_new_one_are_pinned(platforms: Platforms, accepts: Accepts) -> None:
    platform = platforms[PlatformSlug("yandex_direct")]
    items = parse('Заголовок 1: Раз "и" \\\nЗаголовок 2: Два\nТекст: Три', platform).items
    rules = pinned(items, 1, 10)
    assert accepts(rules, f"Заголовок 1: {items[0].value}\nЗаголовок 2: Другое")
    assert not accepts(rules, "Заголовок 1: Не то\nЗаголовок 2: Другое")


def test_free_text_has_no_grammar(platforms: Platforms) -> None:
    assert grammar(platforms[PlatformSlug("telegram_post")]) is None
