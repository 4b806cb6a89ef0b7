"""Sentence embeddings by a GGUF of its own, for judging whether two texts say the same."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from inference.backends import load_backends
from inference.errors import EngineDead, ModelBroken, ModelUnsuitable
from inference.gguf_header import header_of
from inference.llama_log import llama_log
from inference.model import reason_in

Vector = npt.NDArray[np.float32]

LONGEST = 512  # tokens of a text that are read: near-copies show long before
REMEMBERED = 256  # texts: all that a few users look at now
# One thread, because ggml then starts no OpenMP team: a second team in the process, even an idle one, ends
# the spinning at barriers of the engine's own, whose steps then take two to three times as long.
THREADS = 1


class Embedder:
    """``embed`` may be called from any thread, one text at a time; texts are remembered by their words."""

    def __init__(self, path: Path, model: Any, context: Any) -> None:
        self._path = path
        self._model = model
        self._context = context
        self._vocabulary = llama_cpp.llama_model_get_vocab(model)
        self._width = llama_cpp.llama_model_n_embd(model)
        self._limit = min(LONGEST, llama_cpp.llama_n_ctx(context))
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._path.stem

    def embed(self, text: str) -> Vector:
        """A vector of length 1; of a text without any token, zeros. Raises ``EngineDead``."""
        with self._lock:
            vector = self._known.pop(text, None)
            self._known[text] = vector = self._read(text) if vector is None else vector
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return vector

    def _read(self, text: str) -> Vector:
        tokens = self._tokens(text)[: self._limit]
        if not tokens:
            return np.zeros(self._width, np.float32)
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
        batch = llama_cpp.llama_batch_init(len(tokens), 0, 1)
        try:
            _fill(batch, tokens)
            if llama_cpp.llama_decode(self._context, batch):
                raise EngineDead(f"{self._path}: llama.cpp failed to embed a text")
            found = llama_cpp.llama_get_embeddings_seq(self._context, 0)
            vector: Vector = np.array(np.ctypeslib.as_array(found, shape=(self._width,)), np.float32)
        finally:
            llama_cpp.llama_batch_free(batch)
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector

    def _tokens(self, text: str) -> list[int]:
        """With the begin and end marks that the model was trained with; never control tokens of the text."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 16
        ids = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocabulary, raw, len(raw), ids, room, True, False)
        return list(ids[: max(0, count)])


@contextmanager
def open_embedder(path: Path) -> Iterator[Embedder]:
    """Blocks while the file is read. Raises ``ModelMissing``, ``ModelBroken`` or ``ModelUnsuitable``.

    Any model that reads text will do; those that were made for embeddings bring their own way of pooling, of
    the others the mean over all tokens is taken.
    """
    if (kind := header_of(path).text("general.type")) not in ("", "model"):
        raise ModelUnsuitable(path, f"is of type {kind!r}, not a model")
    load_backends()
    with llama_log().errors() as errors:
        model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
    if not model:
        raise ModelBroken(path, reason_in(errors))
    try:
        context = _context(path, model)
        try:
            yield Embedder(path, model, context)
        finally:
            llama_cpp.llama_free(context)
    finally:
        llama_cpp.llama_model_free(model)


def _context(path: Path, model: Any) -> Any:
    with llama_log().errors() as errors:
        context = llama_cpp.llama_init_from_model(model, _params(llama_cpp.LLAMA_POOLING_TYPE_UNSPECIFIED))
        if context and llama_cpp.llama_pooling_type(context) == llama_cpp.LLAMA_POOLING_TYPE_NONE:
            llama_cpp.llama_free(context)
            context = llama_cpp.llama_init_from_model(model, _params(llama_cpp.LLAMA_POOLING_TYPE_MEAN))
    if not context:
        raise ModelBroken(path, reason_in(errors))
    return context


def _params(pooling: int) -> Any:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = LONGEST
    params.n_threads = params.n_threads_batch = THREADS
    params.embeddings, params.no_perf = True, True
    params.pooling_type = pooling
    return params


def _fill(batch: Any, tokens: list[int]) -> None:
    batch.n_tokens = len(tokens)
    for position, token in enumerate(tokens):
        batch.token[position] = token
        batch.pos[position] = position
        batch.n_seq_id[position] = 1
        batch.seq_id[position][0] = 0
        batch.logits[position] = 1
