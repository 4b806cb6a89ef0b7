"""Writes a random-weight Qwen2 GGUF, one tensor at a time: a 7B file needs no more memory than its head."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from gguf import GGMLQuantizationType
from numpy.typing import NDArray

from inference.synthetic.blocks import random_tensor, tensor_bytes
from inference.synthetic.quantisations import Quantisation
from inference.synthetic.shapes import Shape
from inference.synthetic.vocabulary import Vocabulary

SPREAD = 0.02  # deviation of the weights of a layer: with norms of 1 nothing overflows
# Deviation of the logits. It leaves some hundred tokens within reach of the best, as in a trained model; a
# flat row of 150,000 would make every sampler sort them all, which no real text does.
PEAK = 8.0


def build(
    path: Path, shape: Shape, quantisation: Quantisation, vocabulary: Vocabulary, *, seed: int = 0
) -> None:
    """Write the model to ``path``, which appears only when it is whole."""
    unfinished = path.with_name(path.name + ".part")
    writer = gguf.GGUFWriter(unfinished, "qwen2")
    _describe(writer, shape, quantisation, len(vocabulary.tokens))
    vocabulary.write(writer)
    tensors = list(_tensors(shape, quantisation, len(vocabulary.tokens)))
    for name, size, kind in tensors:
        _announce(writer, name, size, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    rng = np.random.default_rng(seed)
    for name, size, kind in tensors:
        writer.write_tensor_data(_weights(name, size, kind, rng))
    writer.close()
    unfinished.replace(path)


def _describe(writer: gguf.GGUFWriter, shape: Shape, quantisation: Quantisation, vocabulary: int) -> None:
    writer.add_type("model")
    writer.add_name(f"random-{shape.name}-{quantisation.name}")
    writer.add_file_type(quantisation.file_type)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(vocabulary)


def _tensors(
    shape: Shape, quantisation: Quantisation, vocabulary: int
) -> Iterator[tuple[str, tuple[int, ...], GGMLQuantizationType]]:
    """Name, size (rows, columns; vectors have one number) and block format of every tensor."""

    def matrix(name: str, rows: int, columns: int) -> tuple[str, tuple[int, ...], GGMLQuantizationType]:
        return f"{name}.weight", (rows, columns), quantisation.kind(name, columns, shape)

    def vector(name: str, length: int) -> tuple[str, tuple[int, ...], GGMLQuantizationType]:
        return name, (length,), GGMLQuantizationType.F32

    yield matrix("token_embd", vocabulary, shape.width)
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        for name, rows in (("attn_q", shape.width), ("attn_k", shape.kv_width), ("attn_v", shape.kv_width)):
            yield matrix(f"{block}.{name}", rows, shape.width)
            yield vector(f"{block}.{name}.bias", rows)
        yield matrix(f"{block}.attn_output", shape.width, shape.width)
        yield matrix(f"{block}.ffn_gate", shape.feed_forward, shape.width)
        yield matrix(f"{block}.ffn_up", shape.feed_forward, shape.width)
        yield matrix(f"{block}.ffn_down", shape.width, shape.feed_forward)
        yield vector(f"{block}.attn_norm.weight", shape.width)
        yield vector(f"{block}.ffn_norm.weight", shape.width)
    yield vector("output_norm.weight", shape.width)
    if quantisation.untied:
        yield matrix("output", vocabulary, shape.width)


def _announce(writer: gguf.GGUFWriter, name: str, size: tuple[int, ...], kind: GGMLQuantizationType) -> None:
    if len(size) == 1:
        writer.add_tensor_info(name, size, np.dtype(np.float32), size[0] * 4)
        return
    rows, columns = size
    writer.add_tensor_info(
        name, size, np.dtype(np.float16), tensor_bytes((rows, columns), kind), raw_dtype=kind
    )


def _weights(
    name: str, size: tuple[int, ...], kind: GGMLQuantizationType, rng: np.random.Generator
) -> NDArray[Any]:
    if len(size) == 2:
        spread = PEAK / size[1] ** 0.5 if name.startswith(("token_embd", "output")) else SPREAD
        return random_tensor((size[0], size[1]), kind, spread, rng)
    return np.zeros(size, np.float32) if name.endswith("bias") else np.ones(size, np.float32)
