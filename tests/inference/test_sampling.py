"""Drawing a token: against the textbook definition, and against llama.cpp's own chain."""

import ctypes
import math
import random

import llama_cpp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import flat
from inference.contract import Sampling
from inference.filters import Ids, Row, survivors
from inference.model import Model
from inference.sampling import Bias, Grammar, Penalties, Sampler
from tests.inference.models import NANO

NOTHING = Bias(np.array([], np.intp), np.array([], np.float32))


def row(seed: int, size: int, spread: float) -> Row:
    return np.random.default_rng(seed).normal(0, spread, size).astype(np.float32)


def by_llama_cpp(logits: Row, sampling: Sampling) -> set[int]:
    """The tokens llama.cpp's own filters leave."""
    data = np.zeros(len(logits), np.dtype([("id", "<i4"), ("logit", "<f4"), ("p", "<f4")]))
    data["id"], data["logit"] = np.arange(len(logits)), logits
    pointer = data.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data))
    array = llama_cpp.llama_token_data_array(data=pointer, size=len(logits), selected=-1, sorted=False)
    parts = []
    if sampling.top_k:
        parts.append(llama_cpp.llama_sampler_init_top_k(sampling.top_k))
    if sampling.top_p < 1:
        parts.append(llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p:
        parts.append(llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1))
    for part in parts:
        llama_cpp.llama_sampler_apply(part, ctypes.byref(array))
        llama_cpp.llama_sampler_free(part)
    return {int(data["id"][place]) for place in range(array.size)}


@settings(deadline=None, max_examples=80)
@given(
    seed=st.integers(0, 999),
    size=st.sampled_from([50, 3000, 9000]),
    spread=st.sampled_from([0.1, 1.0, 4.0]),
    top_k=st.sampled_from([0, 5, 400]),
    top_p=st.sampled_from([1.0, 0.95, 0.5]),
    min_p=st.sampled_from([0.0, 0.05, 0.5]),
)
def test_the_filters_keep_what_llama_cpp_keeps(
    seed: int, size: int, spread: float, top_k: int, top_p: float, min_p: float
) -> None:
    logits, sampling = row(seed, size, spread), Sampling(top_k=top_k, top_p=top_p, min_p=min_p)

    kept = {int(token) for token in survivors(logits, sampling)}

    # Float sums taken in another order may put the very last token of a nucleus on either side.
    assert len(kept ^ by_llama_cpp(logits, sampling)) <= (1 if top_p < 1 else 0)


def test_draws_follow_the_distribution() -> None:
    logits = np.log(np.array([0.5, 0.3, 0.2], np.float32))
    sampler = Sampler(Sampling(temperature=1.0), 3, NOTHING)

    drawn = np.bincount([sampler.draw(logits.copy()) for _ in range(6000)], minlength=3) / 6000

    assert np.abs(drawn - [0.5, 0.3, 0.2]).max() < 0.03


@pytest.mark.parametrize("sampling", [Sampling(temperature=0.7, top_p=0.6), Sampling(temperature=1.3)])
def test_draws_from_a_flat_row_follow_the_same_distribution(sampling: Sampling) -> None:
    logits = row(4, 40_000, 0.5)
    logits[::3] = -math.inf
    ids = survivors(logits, sampling)
    weights = np.zeros(len(logits))
    weights[ids] = np.exp(logits[ids].astype(np.float64) / sampling.temperature)
    dice = random.Random(1)

    drawn = [flat.draw(logits, sampling, dice) for _ in range(4000)]

    assert flat.is_flat(logits, sampling)
    assert set(drawn) <= set(ids.tolist())
    quarters = np.add.reduceat(weights / weights.sum(), np.arange(0, 40_000, 10_000))
    found = np.bincount([int(token or 0) // 10_000 for token in drawn], minlength=4) / 4000
    assert np.abs(found - quarters).max() < 0.03


def test_greedy_takes_the_first_of_equals() -> None:
    assert Sampler(Sampling(temperature=0), 1, NOTHING).draw(np.array([0, 2, 2], np.float32)) == 1


def test_a_banned_token_is_never_drawn() -> None:
    ban = Bias(np.array([1]), np.array([-math.inf], np.float32))

    assert Sampler(Sampling(temperature=0), 1, ban).draw(np.array([0, 2, 1], np.float32)) == 2


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(NANO)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=0, repeat_penalty=1.5),
        Sampling(temperature=0, dry_multiplier=2.0, dry_allowed_length=1),
    ],
)
def test_penalties_turn_a_repetition_away(model: Model, sampling: Sampling) -> None:
    sampler = Sampler(sampling, 1, NOTHING, penalties=Penalties.make(model.vocabulary, sampling))
    logits = np.zeros(model.vocabulary.size, np.float32)
    logits[500], logits[600] = 2.0, 1.9

    drawn = [sampler.draw(logits.copy()) for _ in range(6)]
    sampler.close()

    assert drawn[0] == 500
    assert 600 in drawn


def test_copies_of_a_penalty_remember_on_their_own(model: Model) -> None:
    sampling = Sampling(repeat_penalty=2.0)
    prototype = Penalties.make(model.vocabulary, sampling)
    one, other = prototype.copy(), prototype.copy()
    one.accept(7)
    changed, same = np.ones(16, np.float32), np.ones(16, np.float32)

    one.apply(changed)
    other.apply(same)

    assert changed[7] == 0.5
    assert same[7] == 1.0


def test_a_grammar_turns_to_the_next_best_token_it_takes(model: Model) -> None:
    vocabulary = model.vocabulary
    grammar = Grammar.parse('root ::= "да"', vocabulary)
    sampler = Sampler(Sampling(temperature=0), 1, NOTHING, grammar=grammar)
    logits = row(1, vocabulary.size, 1.0)

    written: list[int] = []
    while not written or not vocabulary.ends(written[-1]):
        written.append(sampler.draw(logits.copy()))
    sampler.close()

    assert vocabulary.detokenize(written) == "да"


def test_ids_stay_in_order() -> None:
    kept: Ids = survivors(row(3, 5000, 0.1), Sampling(top_p=0.9))

    assert list(kept) == sorted(kept)
