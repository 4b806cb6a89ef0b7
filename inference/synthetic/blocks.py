"""Random tensors in llama.cpp's block formats, written as blocks: nothing is quantised."""

from dataclasses import dataclass

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a block keeps its F16 scales (byte offsets), and the deviation of its integers.

    Everything else in a block is those integers, for which any bytes will do.
    """

    scales: tuple[int, ...]
    unit: float


# Offsets are ggml-common.h's; units are the deviation of uniformly random integers, found by dequantising.
LAYOUTS = {
    GGMLQuantizationType.Q4_0: Layout((0,), 4.6),
    GGMLQuantizationType.IQ4_NL: Layout((0,), 67.0),
    GGMLQuantizationType.Q8_0: Layout((0,), 74.0),
    GGMLQuantizationType.Q5_0: Layout((0,), 9.2),
    GGMLQuantizationType.Q4_K: Layout((0, 2), 390.0),
    GGMLQuantizationType.Q6_K: Layout((208,), 1349.0),
}


def random_tensor(
    shape: tuple[int, int], kind: GGMLQuantizationType, spread: float, rng: np.random.Generator
) -> NDArray[np.uint8] | NDArray[np.float16]:
    """``shape`` is (rows, columns) in weights, ``spread`` their deviation; gives bytes, or halves for F16."""
    if kind == GGMLQuantizationType.F16:
        return (rng.standard_normal(shape, dtype=np.float32) * np.float32(spread)).astype(np.float16)
    weights, size = GGML_QUANT_SIZES[kind]
    layout = LAYOUTS[kind]
    rows, columns = shape
    blocks = (
        np.frombuffer(rng.bytes(rows * columns // weights * size), dtype=np.uint8).reshape(-1, size).copy()
    )
    scale = np.frombuffer(np.float16(spread / layout.unit).tobytes(), dtype=np.uint8)
    for offset in layout.scales:
        blocks[:, offset : offset + 2] = scale
    return blocks.reshape(rows, columns // weights * size)


def tensor_bytes(shape: tuple[int, int], kind: GGMLQuantizationType) -> int:
    weights, size = GGML_QUANT_SIZES[kind]
    return shape[0] * shape[1] // weights * size


def fits(columns: int, kind: GGMLQuantizationType) -> bool:
    """Whether a row of ``columns`` weights is a whole number of blocks."""
    return bool(columns % GGML_QUANT_SIZES[kind][0] == 0)
