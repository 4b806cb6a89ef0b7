"""Draws the next token of one variant from a row of logits.

The order is llama.cpp's own: logit bias, repetition penalty, DRY, top-k, top-p, min-p, temperature, draw;
and a grammar over the outcome. The penalties and the grammar are llama.cpp's samplers, applied to a handful
of tokens. The rest is numpy over the row: llama.cpp's chain sorts an array of 150,000 structs, which took
5.5 ms a token where this takes 0.4 ms and draws from the same distribution.

The draw depends on the variant's seed and on its logits alone, never on what else is in the batch. The logits
themselves are another matter: see ``shift``.
"""

import ctypes
import math
import random
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from inference import flat, gbnf
from inference.contract import Sampling
from inference.errors import RequestInvalid
from inference.filters import Ids, Row, survivors
from inference.llama_log import llama_log
from inference.tokens import Vocabulary

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])  # llama_token_data
BREAKERS = (b"\n", b":", b'"', b"*")  # DRY: a repetition ends there; llama.cpp's defaults
DRY_WINDOW = 2048  # tokens: as far back DRY looks for repetitions


@dataclass(frozen=True, slots=True)
class Bias:
    """What is added to the logits of some tokens; ``-inf`` bans one."""

    tokens: Ids
    values: Row


class Sampler:
    """Use ``draw`` once a step; it counts the token as accepted. ``close`` frees llama.cpp's parts."""

    def __init__(
        self,
        settings: Sampling,
        seed: int,
        bias: "Bias",
        *,
        penalties: "Penalties | None" = None,
        grammar: "Grammar | None" = None,
    ) -> None:
        self._settings = settings
        self._random = random.Random(seed)  # noqa: S311  # texts are no secrets, and a seed must repeat
        self._bias = bias
        self._penalties = penalties
        self._grammar = grammar

    def draw(self, row: Row, *, free: bool = False) -> int:
        """The next token. Changes ``row``. ``free`` leaves the grammar out (while the model is thinking)."""
        row[self._bias.tokens] += self._bias.values
        if self._penalties is not None:
            self._penalties.apply(row)
        token = self._drawn(row)
        if self._grammar is not None and not free:
            token = self._allowed(row, token, self._grammar)
            self._grammar.accept(token)
        if self._penalties is not None:
            self._penalties.accept(token)
        return token

    def close(self) -> None:
        for part in (self._penalties, self._grammar):
            if part is not None:
                part.close()

    def _drawn(self, row: Row) -> int:
        if self._settings.temperature <= 0:
            return int((row == row.max()).argmax())
        if flat.is_flat(row, self._settings):
            token = flat.draw(row, self._settings, self._random)
            if token is not None:
                return token
        return self._pick(row, survivors(row, self._settings))

    def _pick(self, row: Row, ids: Ids) -> int:
        logits = row[ids]
        weights = np.exp((logits - logits.max()) / np.float32(self._settings.temperature))
        reached = np.cumsum(weights, dtype=np.float64)
        place = int(np.searchsorted(reached, self._random.random() * reached[-1], side="right"))
        return int(ids[min(place, len(ids) - 1)])

    def _allowed(self, row: Row, token: int, grammar: "Grammar") -> int:
        """``token`` if the grammar takes it, else another draw among the likely ones it takes."""
        if grammar.allows(np.array([token]))[0]:
            return token
        greedy = self._settings.temperature <= 0
        for ids in (
            None if greedy else survivors(row, self._settings),
            _top(row, 1024),
            _top(row, len(row)),
        ):
            if ids is not None and len(left := ids[grammar.allows(ids) & (row[ids] > -math.inf)]):
                return int(left[row[left].argmax()]) if greedy else self._pick(row, left)
        raise RequestInvalid("the grammar leaves no token to go on with")


def _top(row: Row, count: int) -> Ids:
    return np.argpartition(row, -count)[-count:] if count < len(row) else np.arange(len(row))


class Penalties:
    """Repetition penalty and DRY over the tokens the variant wrote, applied to just those tokens."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain
        self._written: dict[int, None] = {}

    @classmethod
    def make(cls, vocabulary: Vocabulary, settings: Sampling) -> "Penalties":
        chain: Any = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        if settings.repeat_penalty != 1.0:
            window, penalty = settings.repeat_window, settings.repeat_penalty
            part = llama_cpp.llama_sampler_init_penalties(vocabulary.size, window, penalty, 0.0, 0.0)
            llama_cpp.llama_sampler_chain_add(chain, part)
        if settings.dry_multiplier > 0:
            breakers = (ctypes.c_char_p * len(BREAKERS))(*BREAKERS)
            strength = (settings.dry_multiplier, settings.dry_base, settings.dry_allowed_length)
            part = llama_cpp.llama_sampler_init_dry(
                vocabulary.pointer, *strength, DRY_WINDOW, breakers, len(BREAKERS)
            )
            llama_cpp.llama_sampler_chain_add(chain, part)
        return cls(chain)

    def copy(self) -> "Penalties":
        """A fresh one for another variant: making DRY walks the whole vocabulary, copying it doesn't."""
        return Penalties(llama_cpp.llama_sampler_clone(self._chain))

    def apply(self, row: Row) -> None:
        ids = np.fromiter(self._written, np.intp, len(self._written))
        if len(ids):
            row[ids] = _applied(self._chain, ids, row[ids])

    def accept(self, token: int) -> None:
        self._written[token] = None
        llama_cpp.llama_sampler_accept(self._chain, token)

    def close(self) -> None:
        llama_cpp.llama_sampler_free(self._chain)


class Grammar:
    """A GBNF grammar at some point of a text. ``copy`` gives each variant its own."""

    def __init__(self, pointer: Any, vocabulary: Vocabulary) -> None:
        self._pointer = pointer
        self._vocabulary = vocabulary

    @classmethod
    def parse(cls, source: str, vocabulary: Vocabulary) -> "Grammar":
        """Raises ``RequestInvalid`` with the reason."""
        gbnf.check(source)
        with llama_log().errors() as errors:
            pointer = llama_cpp.llama_sampler_init_grammar(vocabulary.pointer, source.encode(), b"root")
        if not pointer:
            raise RequestInvalid(f"the grammar is broken: {errors[0] if errors else 'no root rule'}")
        return cls(pointer, vocabulary)

    def copy(self) -> "Grammar":
        """The same grammar for another variant, from where this one is."""
        return Grammar(llama_cpp.llama_sampler_clone(self._pointer), self._vocabulary)

    def allows(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which tokens may come next. Accepting another one throws a C++ exception that nobody catches."""
        after = _applied(self._pointer, ids, np.zeros(len(ids), np.float32))
        allowed: npt.NDArray[np.bool_] = after > -math.inf
        return allowed

    def accept(self, token: int) -> None:
        if not self._vocabulary.ends(token):
            llama_cpp.llama_sampler_accept(self._pointer, token)

    def close(self) -> None:
        llama_cpp.llama_sampler_free(self._pointer)


def _applied(sampler: Any, ids: Ids, logits: Row) -> Row:
    """The logits after a llama.cpp sampler that changes logits but neither drops nor sorts tokens."""
    array = np.empty(len(ids), CANDIDATE)
    array["id"], array["logit"], array["p"] = ids, logits, 0
    pointer = array.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data))
    given = llama_cpp.llama_token_data_array(data=pointer, size=len(ids), selected=-1, sorted=False)
    llama_cpp.llama_sampler_apply(sampler, ctypes.byref(given))
    result: Row = array["logit"]
    return result
