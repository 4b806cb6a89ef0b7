"""A LoRA adapter on a ``llama_cpp.Llama``, refused where llama-cpp-python 0.3.36 would crash."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import llama_cpp

from training.errors import AdapterRefused


@contextmanager
def applied(llama: llama_cpp.Llama, path: Path | None) -> Iterator[None]:
    """Within the block ``llama`` answers with the adapter at scale 1; without ``path`` nothing happens."""
    if path is None:
        yield
        return
    if not path.is_file() or path.open("rb").read(4) != b"GGUF":
        raise AdapterRefused(f"no GGUF file: {path}")
    adapter = llama_cpp.llama_adapter_lora_init(llama.model, str(path).encode())
    if not adapter:  # NULL is not None: ``Llama(lora_path=)`` takes it, and the first token is a SIGSEGV
        raise AdapterRefused(f"{path.name} does not fit this base")
    adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
    scales = (ctypes.c_float * 1)(1.0)
    try:
        if llama_cpp.llama_set_adapters_lora(llama.ctx, adapters, 1, scales):
            raise AdapterRefused(f"{path.name} could not be applied")
        llama.reset()  # type: ignore[no-untyped-call]
        yield
    finally:
        llama_cpp.llama_set_adapters_lora(llama.ctx, None, 0, None)
        llama_cpp.llama_adapter_lora_free(adapter)
