"""Models that tests make of the bundled one: unquantised, broken in one way each, with adapters."""

from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np

NANO = Path(__file__).parents[2] / "models" / "nano.gguf"

Change = Callable[[str, object], object]


def rewritten(target: Path, *, change: dict[str, object] | None = None, plain: bool = False) -> Path:
    """A copy of the nano with some metadata changed (``None`` drops a key); ``plain``: tensors in F32."""
    reader = gguf.GGUFReader(NANO)
    changes = change or {}
    arch = str(changes.get("general.architecture", "qwen2"))
    writer = gguf.GGUFWriter(target, arch)
    for key, field in reader.fields.items():
        if (
            key.startswith("GGUF.")
            or key == "general.architecture"
            or (key in changes and changes[key] is None)
        ):
            continue
        value = changes.get(key, field.contents())
        name = key.replace("qwen2.", f"{arch}.", 1) if key.startswith("qwen2.") else key
        kind = gguf.GGUFValueType.get_type(value) if key in changes else field.types[0]
        writer.add_key_value(name, value, kind, sub_type=field.types[-1] if isinstance(value, list) else None)
    for key, value in changes.items():
        if key not in reader.fields and value is not None:
            kind = gguf.GGUFValueType.UINT32 if isinstance(value, int) else gguf.GGUFValueType.get_type(value)
            writer.add_key_value(key, value, kind)
    for tensor in reader.tensors:
        if plain:
            writer.add_tensor(tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type))
        else:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    return _written(writer, target)


def adapter(target: Path, *, width: int = 256, architecture: str = "qwen2", kind: str = "adapter") -> Path:
    """A LoRA with random weights, strong enough to change what the nano writes."""
    rng = np.random.default_rng(7)
    writer = gguf.GGUFWriter(target, architecture)
    writer.add_type(kind)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 16.0)
    for block in range(int(gguf.GGUFReader(NANO).fields["qwen2.block_count"].contents())):
        a = rng.normal(0, 0.05, (4, width)).astype(np.float32)
        b = rng.normal(0, 0.05, (width, 4)).astype(np.float32)
        writer.add_tensor(f"blk.{block}.attn_q.weight.lora_a", a)
        writer.add_tensor(f"blk.{block}.attn_q.weight.lora_b", b)
    return _written(writer, target)


def _written(writer: gguf.GGUFWriter, target: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target
