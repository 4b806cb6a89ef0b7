"""Whether a GGUF says what its checkpoint says: token ids of many strings, and logits."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np
import numpy.typing as npt
import torch
from peft import PeftModel
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from training.gguf_adapter_use import applied

Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parity:
    """``different``: strings whose ids differ; ``agreement``: share of positions with the same top token."""

    strings: int
    different: tuple[str, ...]
    positions: int
    agreement: float
    largest_difference: float

    def holds(self, agreement: float) -> bool:
        return not self.different and self.agreement >= agreement


def compare(
    model: PreTrainedModel | PeftModel,
    tokenizer: PreTrainedTokenizerFast,
    path: Path,
    strings: Sequence[str],
    texts: Sequence[str],
    adapter: Path | None = None,
) -> Parity:
    """``strings`` are compared by ids, ``texts`` by logits at every position (up to 512 tokens each)."""
    with closing(_open(path)) as llama, applied(llama, adapter):
        different = tuple(text for text in strings if _ids(tokenizer, text) != _llama_ids(llama, text))
        positions, same, largest = 0, 0, 0.0
        for text in texts:
            ids = _ids(tokenizer, text)[:512]
            ours, theirs = _logits(model, ids), _llama_logits(llama, ids)
            positions += len(ids)
            same += int((ours.argmax(-1) == theirs.argmax(-1)).sum())
            largest = max(largest, float(np.abs(ours - theirs).max()))
    return Parity(len(strings), different, positions, same / max(1, positions), largest)


def _open(path: Path) -> llama_cpp.Llama:
    """With a KV cache in F32: in F16 logits differ by 0.03, which is no fault of the export."""
    return llama_cpp.Llama(
        str(path),
        n_ctx=512,
        n_threads=1,
        n_threads_batch=1,
        logits_all=True,
        type_k=llama_cpp.GGML_TYPE_F32,
        type_v=llama_cpp.GGML_TYPE_F32,
        flash_attn=False,
        verbose=False,
    )


def _ids(tokenizer: PreTrainedTokenizerFast, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _llama_ids(llama: llama_cpp.Llama, text: str) -> list[int]:
    return list(llama.tokenize(text.encode(), add_bos=False, special=True))


def _logits(model: PreTrainedModel | PeftModel, ids: list[int]) -> Logits:
    with torch.no_grad():
        return np.asarray(model(input_ids=torch.tensor([ids])).logits[0].float().numpy())


def _llama_logits(llama: llama_cpp.Llama, ids: list[int]) -> Logits:
    llama.reset()  # type: ignore[no-untyped-call]
    llama.eval(ids)
    return np.array(llama.scores[: len(ids)], dtype=np.float32)
