"""Makes the samplers of a request, checking its settings; what is slow to make is kept and copied."""

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from inference.contract import GenerationRequest, Sampling, Tail
from inference.errors import RequestInvalid
from inference.sampling import Bias, Grammar, Penalties, Sampler
from inference.tokens import Vocabulary

KEPT = 16  # prototypes of each kind

Key = TypeVar("Key")
Made = TypeVar("Made", Grammar, Penalties)


class Samplers:
    """Owned by the thread that prepares requests."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._grammars: dict[str, Grammar] = {}
        self._penalties: dict[Sampling, Penalties] = {}

    def bias(self, request: GenerationRequest) -> Bias:
        """Raises ``RequestInvalid`` for a text that isn't exactly one token."""
        tokens: dict[int, float] = {}
        for text, value in request.logit_bias:
            token = self._vocabulary.single(text)
            if token is None or math.isnan(value) or value == math.inf:
                raise RequestInvalid(f"logit bias needs a single token and a finite or -inf value: {text!r}")
            tokens[token] = tokens.get(token, 0.0) + value
        return Bias(np.array(list(tokens), np.intp), np.array(list(tokens.values()), np.float32))

    def make(self, request: GenerationRequest, tail: Tail, bias: Bias) -> Sampler:
        """Raises ``RequestInvalid`` for settings outside their range or a broken grammar."""
        sampling = request.sampling
        check(sampling)
        penalties, grammar = None, None
        if sampling.repeat_penalty != 1.0 or sampling.dry_multiplier > 0:
            penalties = _kept(self._penalties, sampling, lambda: Penalties.make(self._vocabulary, sampling))
        if (source := tail.grammar) is not None:
            grammar = _kept(self._grammars, source, lambda: Grammar.parse(source, self._vocabulary))
        return Sampler(sampling, tail.seed, bias, penalties=penalties, grammar=grammar)

    def close(self) -> None:
        _close(self._grammars)
        _close(self._penalties)


def check(sampling: Sampling) -> None:
    """Raises ``RequestInvalid`` for a setting that means nothing."""
    wrong = [
        name
        for name, right in (
            ("temperature", 0 <= sampling.temperature < math.inf),
            ("top_k", sampling.top_k >= 0),
            ("top_p", 0 < sampling.top_p <= 1),
            ("min_p", 0 <= sampling.min_p <= 1),
            ("repeat_penalty", 0 < sampling.repeat_penalty < math.inf),
            ("repeat_window", sampling.repeat_window >= 0),
            ("dry_multiplier", 0 <= sampling.dry_multiplier < math.inf),
            ("dry_base", 1 <= sampling.dry_base < math.inf),
            ("dry_allowed_length", sampling.dry_allowed_length >= 1),
        )
        if not right
    ]
    if wrong:
        raise RequestInvalid(f"out of range: {', '.join(wrong)}")


def _close(kept: dict[Key, Made]) -> None:
    for made in kept.values():
        made.close()
    kept.clear()


def _kept(kept: dict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
    """A copy of the prototype, made when it is asked for first; the one made first gives way."""
    prototype = kept.get(key)
    if prototype is None:
        prototype = make()
        if len(kept) >= KEPT:
            kept.pop(next(iter(kept))).close()
        kept[key] = prototype
    return prototype.copy()
