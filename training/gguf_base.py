"""A Qwen2 or Llama checkpoint with a byte-level BPE tokenizer → GGUF, written directly.

llama.cpp's converter knows tokenizers by a hash of their output and refuses self-trained ones (issue 8649).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np
import numpy.typing as npt
from gguf import GGMLQuantizationType, LlamaFileType, TokenType
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from training.errors import NotExportable

Kind = Literal["f32", "f16", "q8_0"]
KINDS: Mapping[Kind, tuple[GGMLQuantizationType, LlamaFileType]] = {
    "f32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "f16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}
ARCHITECTURES = {"qwen2": gguf.MODEL_ARCH.QWEN2, "llama": gguf.MODEL_ARCH.LLAMA}


def export_base(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    out: Path,
    kind: Kind,
    metadata: Mapping[str, str],
) -> Path:
    """Write ``out`` whole or not at all. ``metadata`` are string keys such as ``general.name``."""
    fresh = out.with_name(out.name + ".part")
    writer = gguf.GGUFWriter(str(fresh), model.config.model_type)
    _describe(writer, model.config, kind, metadata)
    _add_tokenizer(writer, tokenizer, model.config.vocab_size)
    _add_tensors(writer, model, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    fresh.replace(out)
    return out


def _describe(writer: gguf.GGUFWriter, config: Any, kind: Kind, metadata: Mapping[str, str]) -> None:
    writer.add_type("model")
    writer.add_file_type(KINDS[kind][1])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(rope_theta(config))
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    if config.model_type == "llama":
        writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    for key, value in metadata.items():
        writer.add_string(key, value)


def rope_theta(config: Any) -> float:
    """transformers 5 keeps it in rope_parameters. No default: a wrong one would convert without a word."""
    return float(config.rope_parameters["rope_theta"])


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: PreTrainedTokenizerFast, size: int) -> None:
    description = json.loads(tokenizer.backend_tokenizer.to_str())
    _require_plain_bpe(description)
    texts, kinds = _vocabulary(tokenizer, description, size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(texts)
    writer.add_token_types(kinds)
    merges = description["model"]["merges"]
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    pad, end = tokenizer.pad_token_id, tokenizer.eos_token_id
    # llama.cpp takes id 11 for bos and eos where the keys are absent
    writer.add_bos_token_id(tokenizer.bos_token_id if tokenizer.bos_token_id is not None else pad)
    writer.add_eos_token_id(end)
    writer.add_eot_token_id(end)
    writer.add_pad_token_id(pad)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    if tokenizer.chat_template:
        writer.add_chat_template(tokenizer.chat_template)


def _require_plain_bpe(description: dict[str, Any]) -> None:
    model = description["model"]
    if model["type"] != "BPE" or model.get("byte_fallback") or model.get("ignore_merges"):
        raise NotExportable("the tokenizer is no plain byte-level BPE")
    if description.get("normalizer"):
        raise NotExportable("llama.cpp applies no normaliser to BPE: the tokenizer must have none")


def _vocabulary(
    tokenizer: PreTrainedTokenizerFast, description: dict[str, Any], size: int
) -> tuple[list[str], list[TokenType]]:
    """Token texts and their types; rows over the vocabulary get texts of their own, as llama.cpp wants."""
    by_id = {number: text for text, number in tokenizer.get_vocab().items()}
    added = {token["id"]: token["special"] for token in description["added_tokens"]}
    texts = [by_id.get(number, f"[PAD{number}]") for number in range(size)]
    if len(set(texts)) < len(texts):
        raise NotExportable("two tokens have one text")
    return texts, [_type(number, by_id, added) for number in range(size)]


def _type(number: int, by_id: dict[int, str], added: dict[int, bool]) -> TokenType:
    if number not in by_id:
        return TokenType.UNUSED
    if number not in added:
        return TokenType.NORMAL
    return TokenType.CONTROL if added[number] else TokenType.USER_DEFINED


def _add_tensors(writer: gguf.GGUFWriter, model: PreTrainedModel, kind: Kind) -> None:
    config = model.config
    names = gguf.get_tensor_name_map(ARCHITECTURES[config.model_type], config.num_hidden_layers)
    for name, parameter in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue  # llama.cpp takes token_embd for it
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise NotExportable(f"no place in GGUF for {name}")
        values = rotated(config, name, parameter.detach().float().cpu().numpy())
        dtype = _dtype(values, kind)
        writer.add_tensor(target, gguf.quants.quantize(np.ascontiguousarray(values), dtype), raw_dtype=dtype)


def _dtype(values: npt.NDArray[np.float32], kind: Kind) -> GGMLQuantizationType:
    """Norms and biases stay F32; rows that blocks don't divide stay F16."""
    dtype = KINDS[kind][0]
    if values.ndim == 1:
        return GGMLQuantizationType.F32
    block = gguf.GGML_QUANT_SIZES[dtype][0]
    return GGMLQuantizationType.F16 if values.shape[-1] % block else dtype


def rotated(config: Any, name: str, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """transformers rotates halves of a head, llama.cpp's "llama" adjacent pairs, its "qwen2" halves."""
    if config.model_type != "llama":
        return values
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    for projection, count in heads.items():
        if f".{projection}." in name:
            split = values.reshape(count, 2, values.shape[0] // count // 2, *values.shape[1:])
            return split.swapaxes(1, 2).reshape(values.shape)
    return values
