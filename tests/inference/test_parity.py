"""The same greedy texts as llama-cpp-python's own high-level class, whatever else is in the batch.

The weights are F32 here. With quantised weights llama.cpp rounds activations to 8 bits before each product,
so a sum taken in another order (the KV cells of a shared cache lie differently) may tip a near-tie: see
``worker``.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import llama_cpp
import pytest

from inference.contract import Tail
from inference.local import LocalConfig, LocalEngine
from tests.inference.asking import done, request
from tests.inference.models import adapter

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
WRITTEN = 16
CHAT = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def briefs() -> list[str]:
    lines = (ROOT / "data" / "validation.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    return [f"Тон: деловой\nЗадача: {row['task']}\n\n{row['product']}" for row in map(json.loads, lines)]


@pytest.fixture(scope="module")
def reference(plain: Path, briefs: list[str]) -> list[str]:
    return written_by(llama_cpp.Llama(str(plain), n_ctx=1024, n_threads=1, verbose=False), briefs)


def written_by(llama: llama_cpp.Llama, briefs: list[str]) -> list[str]:
    try:
        return list(_texts(llama, briefs))
    finally:
        llama.close()


def _texts(llama: llama_cpp.Llama, briefs: list[str]) -> Iterator[str]:
    for brief in briefs:
        ids = llama.tokenize(CHAT.format(brief).encode(), add_bos=False, special=True)
        answer = llama.create_completion(ids, max_tokens=WRITTEN, temperature=0, repeat_penalty=1.0)
        yield answer["choices"][0]["text"]  # type: ignore[index]  # not streamed


async def all_at_once(engine: LocalEngine, briefs: list[str], adapter: str | None = None) -> list[set[str]]:
    """Each brief with one to three equal variants, all jobs together."""
    asked = [
        request(brief, [Tail()] * (1 + place % 3), max_tokens=WRITTEN, adapter=adapter, tenant=place % 4)
        for place, brief in enumerate(briefs)
    ]
    answers = await asyncio.gather(*(done(engine, one) for one in asked))
    return [{variant.text for variant in variants} for variants in answers]


async def test_mixed_batches_write_what_the_high_level_class_writes(
    plain: Path, briefs: list[str], reference: list[str]
) -> None:
    async with LocalEngine.open(LocalConfig(plain, threads=1, sequences=6)) as engine:
        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_reused_prefixes_change_nothing(plain: Path, briefs: list[str], reference: list[str]) -> None:
    async with LocalEngine.open(LocalConfig(plain, threads=1, cached_prompts=24)) as engine:
        await all_at_once(engine, briefs)

        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_pausing_for_want_of_cells_changes_nothing(
    plain: Path, briefs: list[str], reference: list[str]
) -> None:
    small = LocalConfig(plain, threads=1, context=256, cells=256, sequences=8, cached_prompts=2)
    async with LocalEngine.open(small) as engine:
        assert await all_at_once(engine, briefs) == [{text} for text in reference]


async def test_an_adapter_beside_the_base_writes_what_it_writes_alone(
    plain: Path, briefs: list[str], reference: list[str], tmp_path: Path
) -> None:
    lora = adapter(tmp_path / "lora.gguf")
    alone = written_by(
        llama_cpp.Llama(str(plain), n_ctx=1024, n_threads=1, verbose=False, lora_path=str(lora)), briefs
    )
    config = LocalConfig(plain, threads=1, adapters={"ads": lora})
    async with LocalEngine.open(config) as engine:
        tuned, bare = await asyncio.gather(all_at_once(engine, briefs, "ads"), all_at_once(engine, briefs))

    assert tuned == [{text} for text in alone]
    assert bare == [{text} for text in reference]
    assert tuned != bare
