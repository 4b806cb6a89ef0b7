"""LoRA adapters beside a loaded base: checked before llama.cpp sees them, chosen per batch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import llama_cpp

from inference.errors import AdapterError
from inference.gguf_header import Header, NotGGUF, read_header
from inference.llama_log import llama_log
from inference.model import Model, reason_in


class Adapters:
    """Named adapters of one model. They live as long as the model and cost no reload to switch."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loaded: dict[str, Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._loaded)

    def __getitem__(self, name: str) -> Any:
        return self._loaded[name]

    def load(self, name: str, path: Path) -> None:
        """Raises ``AdapterError``: missing, broken, no LoRA, made for another base, or the name is taken."""
        if name in self._loaded:
            raise AdapterError(f"{name}: an adapter of this name is loaded already")
        fit(path, self._model.header)
        with llama_log().errors() as errors:
            pointer = llama_cpp.llama_adapter_lora_init(self._model.pointer, str(path).encode())
        if not pointer:  # a NULL ctypes pointer is falsy, but never None
            raise AdapterError(f"{path}: {reason_in(errors)}")
        self._loaded[name] = pointer

    def load_all(self, paths: Mapping[str, Path]) -> None:
        for name, path in paths.items():
            self.load(name, path)

    def close(self) -> None:
        for pointer in self._loaded.values():
            llama_cpp.llama_adapter_lora_free(pointer)
        self._loaded.clear()


def fit(path: Path, base: Header) -> None:
    """Raises ``AdapterError`` unless each tensor of the adapter has its weight, of its shape, in the base."""
    if not path.is_file():
        raise AdapterError(f"{path}: no such file")
    try:
        header = read_header(path)
    except (NotGGUF, OSError) as error:
        raise AdapterError(f"{path}: {error}") from error
    if header.text("general.type") != "adapter" or header.text("adapter.type") != "lora":
        raise AdapterError(f"{path}: is no LoRA adapter")
    if header.architecture != base.architecture:
        raise AdapterError(f"{path}: is for {header.architecture!r}, the base is {base.architecture!r}")
    if not header.tensors:
        raise AdapterError(f"{path}: has no tensors")
    weights = {tensor.name: tensor.shape for tensor in base.tensors}
    for tensor in header.tensors:
        name, _, side = tensor.name.rpartition(".lora_")
        shape = weights.get(name)
        if shape is None or (len(shape) > 1 and _outer(tensor.shape, side) != _outer(shape, side)):
            raise AdapterError(f"{path}: {tensor.name} does not fit the base; it was made for another one")


def _outer(shape: tuple[int, ...], side: str) -> int:
    """The dimension that A shares with the weight's input, B with its output."""
    return shape[0] if side == "a" else shape[-1]
