"""What a GGUF is, without loading its weights: a model of which kind, or an adapter for which."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import llama_cpp
from gguf import GGMLQuantizationType, LlamaFileType

from inference.errors import ModelBroken
from inference.gguf_header import Header, header_of
from inference.llama_log import llama_log
from inference.model import reason_in
from inference.tokens import Vocabulary


def describe(path: Path) -> Iterator[tuple[str, str]]:
    """Label and value, line by line. Raises ``ModelMissing`` or ``ModelBroken``."""
    header = header_of(path)
    yield "Name", header.text("general.name") or path.stem
    yield "Kind", header.text("general.type") or "model"
    yield "Architecture", header.architecture or "not said"
    yield "Size", f"{path.stat().st_size / 1e6:,.0f} MB"
    yield "Weights", f"{_weights(header) / 1e6:,.1f} million"
    yield "Quantisation", quantisation(header)
    yield from _adapter(header) if header.text("general.type") == "adapter" else _model(path, header)


def _model(path: Path, header: Header) -> Iterator[tuple[str, str]]:
    yield "Context", f"{_number(header, 'context_length'):,} tokens"
    yield "Layers × width", f"{_number(header, 'block_count')} × {_number(header, 'embedding_length')}"
    yield "Vocabulary", f"{header.arrays.get('tokenizer.ggml.tokens', 0):,} tokens"
    template = header.text("tokenizer.chat_template")
    yield "Chat template", f"yes, {len(template)} characters" if template else "no: it can't be used here"
    yield "Prompt profile", profile(path, header)


def _adapter(header: Header) -> Iterator[tuple[str, str]]:
    ranks = {tensor.shape[-1] for tensor in header.tensors if tensor.name.endswith(".lora_a")}
    yield "Adapter", header.text("adapter.type") or "of no known type"
    yield "Rank", ", ".join(map(str, sorted(ranks))) or "none"
    yield "Alpha", header.text("adapter.lora.alpha") or "not said"
    yield "Adapts", f"{len(header.tensors) // 2} tensors of a {header.architecture!r} model"


def quantisation(header: Header) -> str:
    """The file's own name of its mix, and the block formats its weights are in."""
    kinds: Counter[str] = Counter()
    for tensor in header.tensors:
        kinds[_kind(tensor.kind)] += _count(tensor.shape)
    total = sum(kinds.values()) or 1
    formats = ", ".join(f"{kind} {count / total:.0%}" for kind, count in kinds.most_common(3))
    return f"{_file_type(header)} ({formats})"


def profile(path: Path, header: Header) -> str:
    """As the engine finds it: said in the metadata, or given away by the vocabulary."""
    if said := header.text("copydesk.prompt_profile"):
        return said
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    with llama_log().errors() as errors:
        pointer = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    if not pointer:
        raise ModelBroken(path, reason_in(errors))
    try:
        return Vocabulary(llama_cpp.llama_model_get_vocab(pointer)).prompt_profile
    finally:
        llama_cpp.llama_model_free(pointer)


def _number(header: Header, key: str) -> int:
    return int(header.values.get(f"{header.architecture}.{key}", 0))


def _weights(header: Header) -> int:
    return sum(_count(tensor.shape) for tensor in header.tensors)


def _count(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def _kind(number: int) -> str:
    known = number in set(GGMLQuantizationType)
    return GGMLQuantizationType(number).name if known else f"type {number}"


def _file_type(header: Header) -> str:
    number = header.values.get("general.file_type")
    known = number in set(LlamaFileType)
    return LlamaFileType(int(number or 0)).name.removeprefix("MOSTLY_") if known else "not said"
