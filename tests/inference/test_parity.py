"""The same greedy texts as llama-cpp-python's own high-level class, whatever else is in the batch.

The weights are F32 here. With quantised weights llama.cpp rounds activations to 8 bits before each product,
so a sum taken in another order (the KV cells of a shared cache lie differently) may tip a near-tie: see
``shift``. Flash attention adds 16-bit sums whose order depends on how many rows a step has: there a text may
leave the other at a token whose two best differ by less than ``TIE``, and nowhere else.
"""

import asyncio
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import pytest

from inference.contract import Tail
from inference.local import LocalConfig, LocalEngine
from tests.inference.asking import done, request
from tests.inference.models import adapter

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
WRITTEN = 16
TIE = 0.01  # of a logit; llama-cpp-python with and without flash attention differs by as much from itself
CHAT = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def briefs() -> list[str]:
    lines = (ROOT / "data" / "validation.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    return [f"Тон: деловой\nЗадача: {row['task']}\n\n{row['product']}" for row in map(json.loads, lines)]


@pytest.fixture(scope="module")
def reference(plain: Path, briefs: list[str]) -> list[str]:
    with closing(high_level(plain)) as llama:
        return written_by(llama, briefs)


def high_level(model: Path, *, flash: bool = False, lora: Path | None = None) -> llama_cpp.Llama:
    return llama_cpp.Llama(
        str(model),
        n_ctx=1024,
        n_threads=1,
        verbose=False,
        flash_attn=flash,
        lora_path=None if lora is None else str(lora),
    )


def written_by(llama: llama_cpp.Llama, briefs: list[str]) -> list[str]:
    return [_written(llama, _ids(llama, brief)) for brief in briefs]


def _ids(llama: llama_cpp.Llama, brief: str) -> list[int]:
    return llama.tokenize(CHAT.format(brief).encode(), add_bos=False, special=True)


def _written(llama: llama_cpp.Llama, ids: list[int]) -> str:
    answer = llama.create_completion(ids, max_tokens=WRITTEN, temperature=0, repeat_penalty=1.0)
    return answer["choices"][0]["text"]  # type: ignore[index]  # not streamed


def gap_where_they_part(llama: llama_cpp.Llama, brief: str, other: str) -> float:
    """By how much the best token of the high-level text beats the next where ``other`` leaves that text."""
    llama.reset()  # type: ignore[no-untyped-call]
    llama.eval(_ids(llama, brief))
    text = b""
    for _ in range(WRITTEN):
        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits(llama.ctx), (llama.n_vocab(),))
        best = int(logits.argmax())
        text += llama.detokenize([best])
        if not other.encode().startswith(text):
            second, first = np.sort(logits)[-2:]
            return float(first - second)
        llama.eval([best])
    return 0.0


async def all_at_once(engine: LocalEngine, briefs: list[str], adapter: str | None = None) -> list[set[str]]:
    """Each brief with one to three equal variants, all jobs together."""
    asked = [
        request(brief, [Tail()] * (1 + place % 3), max_tokens=WRITTEN, adapter=adapter, tenant=place % 4)
        for place, brief in enumerate(briefs)
    ]
    answers = await asyncio.gather(*(done(engine, one) for one in asked))
    return [{variant.text for variant in variants} for variants in answers]


def exact(model: Path, **sizes: Any) -> LocalConfig:
    return LocalConfig(model, threads=1, flash_attention=False, **sizes)


async def test_mixed_batches_write_what_the_high_level_class_writes(
    plain: Path, briefs: list[str], reference: list[str]
) -> None:
    async with LocalEngine.open(exact(plain, sequences=6)) as engine:
        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_reused_prefixes_change_nothing(plain: Path, briefs: list[str], reference: list[str]) -> None:
    async with LocalEngine.open(exact(plain, cached_prompts=24)) as engine:
        await all_at_once(engine, briefs)

        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_pausing_for_want_of_cells_changes_nothing(
    plain: Path, briefs: list[str], reference: list[str]
) -> None:
    small = exact(plain, context=256, cells=256, sequences=8, cached_prompts=2)
    async with LocalEngine.open(small) as engine:
        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_an_adapter_beside_the_base_writes_what_it_writes_alone(
    plain: Path, briefs: list[str], reference: list[str], tmp_path: Path
) -> None:
    lora = adapter(tmp_path / "lora.gguf")
    with closing(high_level(plain, lora=lora)) as llama:
        alone = written_by(llama, briefs)
    async with LocalEngine.open(exact(plain, adapters={"ads": lora})) as engine:
        tuned, bare = await asyncio.gather(all_at_once(engine, briefs, "ads"), all_at_once(engine, briefs))

    assert tuned == [{text} for text in alone]
    assert bare == [{text} for text in reference]
    assert tuned != bare


async def test_with_flash_attention_texts_part_at_ties_only(plain: Path, briefs: list[str]) -> None:
    async with LocalEngine.open(LocalConfig(plain, threads=1, sequences=6, cached_prompts=24)) as engine:
        fresh, reused = [await all_at_once(engine, briefs) for _ in range(2)]

    with closing(high_level(plain, flash=True)) as llama:
        same = written_by(llama, briefs)
        parted = [
            gap_where_they_part(llama, brief, text)
            for brief, expected, *texts in zip(briefs, same, fresh, reused, strict=True)
            for text in set().union(*texts) - {expected}
        ]
    assert len(parted) <= 2
    assert all(gap < TIE for gap in parted), parted
