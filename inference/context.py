"""A llama_context with a unified KV: batches of rows in, logits out. Owned by one thread."""

import ctypes
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self

import llama_cpp
import numpy as np
import numpy.typing as npt

from inference.errors import ModelBroken
from inference.llama_log import llama_log
from inference.model import Model, reason_in

Logits = npt.NDArray[np.float32]


class Decoded(Enum):
    """What became of a batch. Unless it is ``DONE`` the caller must trim what the batch wrote."""

    DONE = 0
    NO_CELLS = 1
    ABORTED = 2
    FAILED = -1


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a context. ``cells``: tokens of KV all ``sequences`` share; ``batch``: rows of a step, of
    which ``slice`` at a time go through the layers.

    ``flash_attention``: where the model allows it. Its kernel skips the cells of other texts; the plain one
    multiplies with all of them and masks the products. From 64 rows on it works in tiles and skips only what
    no row of a tile wants, so a prompt's chunk should be a slice of its own: twelve texts in the same slice
    made it a third slower.
    """

    cells: int
    sequences: int
    batch: int
    slice: int
    threads: int
    flash_attention: bool = True


@dataclass(slots=True)
class Rows:
    """The batch of one step, column by column; ``wanted`` are the rows that need logits, ascending."""

    tokens: list[int]
    positions: list[int]
    sequences: list[int]
    wanted: list[int]


class AbortFlag:
    """Stops a running ``llama_decode`` at the next node of its graph, from any thread.

    llama.cpp asks its abort callback before each of about a thousand nodes. A Python callback would take the
    GIL every time, so the callback is libc's ``strlen``, its argument this buffer: "" is false, "!" is true.
    """

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2)
        strlen = ctypes.cast(ctypes.CDLL(None).strlen, ctypes.c_void_p).value or 0
        self.callback = llama_cpp.ggml_abort_callback(strlen)
        self.argument = ctypes.cast(self._buffer, ctypes.c_void_p)

    def set(self) -> None:
        self._buffer[0] = b"!"

    def clear(self) -> None:
        self._buffer[0] = b"\0"


class Context:
    """``decode`` blocks without the GIL. Copying and trimming KV only touches llama.cpp's bookkeeping."""

    def __init__(self, model: Model, shape: Shape, abort: AbortFlag) -> None:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_seq_max = shape.cells, shape.sequences
        params.n_batch, params.n_ubatch = shape.batch, shape.slice
        params.n_outputs_max = shape.sequences  # not a whole batch: its logits are 300 MB at 150k words
        params.n_threads = params.n_threads_batch = shape.threads
        params.kv_unified, params.no_perf = True, True
        params.flash_attn_type = (
            llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO
            if shape.flash_attention
            else llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        )
        params.abort_callback, params.abort_callback_data = abort.callback, abort.argument
        with llama_log().errors() as errors:
            self._pointer: Any = llama_cpp.llama_init_from_model(model.pointer, params)
        if not self._pointer:
            raise ModelBroken(model.path, reason_in(errors))
        self._keep = (abort, model)
        self._memory: Any = llama_cpp.llama_get_memory(self._pointer)
        self._vocabulary = model.vocabulary.size
        self._batch = _Batch(shape.batch)

    def decode(self, rows: Rows) -> Decoded:
        code = llama_cpp.llama_decode(self._pointer, self._batch.filled(rows))
        return Decoded(code) if code in (0, 1, 2) else Decoded.FAILED

    def logits(self, count: int) -> Logits:
        """The logits of the last batch's wanted rows, in their order; valid until the next ``decode``."""
        flat = llama_cpp.llama_get_logits(self._pointer)
        return np.ctypeslib.as_array(flat, shape=(count, self._vocabulary))

    def copy(self, source: int, target: int, length: int) -> None:
        """Share the first ``length`` cells of ``source`` with ``target``."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def trim(self, sequence: int, length: int) -> None:
        """Forget all but the first ``length`` cells of ``sequence``."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, length, -1)

    def use_adapter(self, adapter: Any | None, scale: float) -> None:
        """Decode the following batches with a loaded LoRA adapter, or with the bare base."""
        used = [] if adapter is None else [adapter]
        count = len(used)
        pointers = (llama_cpp.llama_adapter_lora_p_ctypes * count)(*used)
        scales = (ctypes.c_float * count)(*[scale] * count)
        llama_cpp.llama_set_adapters_lora(self._pointer, pointers, count, scales)

    def close(self) -> None:
        if self._pointer:
            llama_cpp.llama_free(self._pointer)
            self._pointer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Batch:
    """A ``llama_batch`` over numpy arrays: filling 512 rows takes microseconds instead of a ctypes loop."""

    def __init__(self, room: int) -> None:
        self._tokens = np.zeros(room, np.int32)
        self._positions = np.zeros(room, np.int32)
        self._sequences = np.zeros(room, np.int32)
        self._ones = np.ones(room, np.int32)
        self._wanted = np.zeros(room, np.int8)
        start, size = self._sequences.ctypes.data, self._sequences.itemsize
        self._rows = np.arange(start, start + size * room, size, dtype=np.uintp)
        self._struct = llama_cpp.llama_batch(
            n_tokens=0,
            token=_pointer(self._tokens, llama_cpp.llama_token),
            pos=_pointer(self._positions, llama_cpp.llama_pos),
            n_seq_id=_pointer(self._ones, ctypes.c_int32),
            seq_id=_pointer(self._rows, ctypes.POINTER(llama_cpp.llama_seq_id)),
            logits=_pointer(self._wanted, ctypes.c_int8),
        )

    def filled(self, rows: Rows) -> Any:
        count = len(rows.tokens)
        self._tokens[:count] = rows.tokens
        self._positions[:count] = rows.positions
        self._sequences[:count] = rows.sequences
        self._wanted[:count] = 0
        self._wanted[rows.wanted] = 1
        self._struct.n_tokens = count
        return self._struct


def _pointer(array: npt.NDArray[Any], kind: Any) -> Any:
    return array.ctypes.data_as(ctypes.POINTER(kind))
