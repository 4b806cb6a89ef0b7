"""The note beside a GGUF: what it was made of and how it compared. Written last; the model card reads it."""

from pathlib import Path
from typing import Any

from training.manifest import read_json, sha256

Note = dict[str, Any]
Origin = dict[str, str]


def note_path(gguf: Path) -> Path:
    return gguf.with_name(gguf.name + ".json")


def done(gguf: Path, origin: Origin) -> Note | None:
    """The note, where ``gguf`` was made of just this and is as it was made."""
    note = read_json(note_path(gguf))
    if note is None or note["made_of"] != origin or not gguf.exists():
        return None
    return note if sha256(gguf) == note["sha256"] else None


def shape(config: Any, parameters: int) -> dict[str, int]:
    """What a card says of a transformers config."""
    return {
        "parameters": parameters,
        "layers": config.num_hidden_layers,
        "width": config.hidden_size,
        "feed_forward": config.intermediate_size,
        "heads": config.num_attention_heads,
        "kv_heads": config.num_key_value_heads,
        "context": config.max_position_embeddings,
        "vocabulary": config.vocab_size,
    }
