"""A PEFT LoRA adapter → llama.cpp's adapter GGUF."""

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors.numpy import load_file

from training.errors import NotExportable
from training.gguf_base import ARCHITECTURES, rotated

PREFIX = "base_model.model."


def export_adapter(folder: Path, config: Any, out: Path, name: str) -> Path:
    """Write ``out`` from PEFT's ``folder``; ``config`` is the base model's. Raises NotExportable."""
    lora = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    _require_plain(lora)
    fresh = out.with_name(out.name + ".part")
    writer = gguf.GGUFWriter(str(fresh), config.model_type)
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", _alpha(lora))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    names = gguf.get_tensor_name_map(ARCHITECTURES[config.model_type], config.num_hidden_layers)
    for key, values in sorted(load_file(folder / "adapter_model.safetensors").items()):
        base, side = key.removeprefix(PREFIX).removesuffix(".weight").rsplit(".", 1)
        target = names.get_name(f"{base}.weight", try_suffixes=(".weight",))
        if target is None or side not in {"lora_A", "lora_B"}:
            raise NotExportable(f"no place in GGUF for {key}")
        if side == "lora_B":  # the output side: rows of the weight, as in the base
            values = rotated(config, f"{base}.", values)
        writer.add_tensor(f"{target}.lora_{side[-1].lower()}", np.ascontiguousarray(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    fresh.replace(out)
    return out


def _alpha(lora: dict[str, Any]) -> float:
    """llama.cpp scales by alpha / rank; rank-stabilised LoRA by alpha / √rank = (alpha · √rank) / rank."""
    return float(lora["lora_alpha"]) * (float(lora["r"]) ** 0.5 if lora.get("use_rslora") else 1.0)


def _require_plain(lora: dict[str, Any]) -> None:
    unsupported = ("use_dora", "modules_to_save", "rank_pattern", "alpha_pattern", "fan_in_fan_out")
    said = [key for key in unsupported if lora.get(key)]
    if lora.get("bias", "none") != "none":
        said.append("bias")
    if lora["peft_type"] != "LORA" or said:
        what = ", ".join(said) or lora["peft_type"]
        raise NotExportable(f"llama.cpp has no adapters with {what}: merge it")
