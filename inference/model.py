"""A GGUF model in memory: checked before it is loaded, every refusal one typed line."""

import ctypes
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import llama_cpp

from inference.backends import load_backends
from inference.errors import ModelBroken, ModelUnsuitable
from inference.gguf_header import Header, header_of
from inference.llama_log import llama_log
from inference.tokens import Vocabulary


class Model:
    """Weights and vocabulary. They are immutable, so contexts of several threads may share them."""

    def __init__(self, path: Path, header: Header, pointer: Any) -> None:
        self.path = path
        self.header = header
        self.pointer = pointer
        self.vocabulary = Vocabulary(llama_cpp.llama_model_get_vocab(pointer))
        template = llama_cpp.llama_model_chat_template(pointer, None)
        self.chat_template = template.decode("utf-8", "replace") if template else ""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises ``ModelMissing``, ``ModelBroken`` or ``ModelUnsuitable``."""
        header = inspect(path)
        load_backends()
        params = llama_cpp.llama_model_default_params()
        with llama_log().errors() as errors:
            pointer = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not pointer:
            reason = reason_in(errors)
            kind = ModelUnsuitable if "unknown model architecture" in reason else ModelBroken
            raise kind(path, reason)
        model = cls(path, header, pointer)
        if (unfit := _unfit(model)) is not None:
            model.close()
            raise ModelUnsuitable(path, unfit)
        return model

    @property
    def name(self) -> str:
        return self.header.text("general.name") or self.path.stem

    @property
    def trained_context(self) -> int:
        return int(llama_cpp.llama_model_n_ctx_train(self.pointer))

    @property
    def prompt_profile(self) -> str:
        """What the file says, else what its vocabulary gives away."""
        said = self.header.text("copydesk.prompt_profile")
        return said or self.vocabulary.prompt_profile

    @property
    def divisible(self) -> bool:
        """Whether the KV of a text can be cut anywhere; a recurrent state can only be kept or dropped."""
        pointer = self.pointer
        return not (llama_cpp.llama_model_is_recurrent(pointer) or llama_cpp.llama_model_is_hybrid(pointer))

    @property
    def bytes_per_cell(self) -> int:
        """KV memory of one token in F16, from the metadata."""
        pointer, arch = self.pointer, self.header.architecture
        heads = max(1, llama_cpp.llama_model_n_head(pointer))
        width = llama_cpp.llama_model_n_embd(pointer) // heads
        key = int(self.header.values.get(f"{arch}.attention.key_length", width))
        value = int(self.header.values.get(f"{arch}.attention.value_length", width))
        layers, groups = llama_cpp.llama_model_n_layer(pointer), llama_cpp.llama_model_n_head_kv(pointer)
        return int(2 * layers * max(1, groups) * (key + value))

    def close(self) -> None:
        if self.pointer:
            llama_cpp.llama_model_free(self.pointer)
            self.pointer = ctypes.c_void_p(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def inspect(path: Path) -> Header:
    """The header of a file that may be loaded as a model; raises like ``Model.load``."""
    header = header_of(path)
    if (kind := header.text("general.type")) not in ("", "model"):
        raise ModelUnsuitable(path, f"is of type {kind!r}, not a model")
    arch = header.architecture
    if header.values.get(f"{arch}.attention.causal") is False or header.values.get(f"{arch}.pooling_type"):
        raise ModelUnsuitable(path, "is an embedding model")
    return header


def reason_in(errors: list[str]) -> str:
    """The first error llama.cpp logged, without its function name: the later ones only repeat it."""
    if not errors:
        return "llama.cpp refuses to load it"
    line = errors[0].splitlines()[0]
    prefix, colon, rest = line.partition(": ")
    return rest if colon and " " not in prefix else line


def _unfit(model: Model) -> str | None:
    pointer, arch = model.pointer, model.header.architecture
    if llama_cpp.llama_model_has_encoder(pointer) or not llama_cpp.llama_model_has_decoder(pointer):
        return f"architecture {arch!r} does not write texts"
    if llama_cpp.llama_model_is_diffusion(pointer):
        return "is a diffusion model"
    if not model.chat_template:
        return "has no chat template"
    return None
