"""One engine follows another: what was begun ends where it began, and nobody pulls it away."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest

from inference.contract import Delta, GenerationRequest, Message, VariantDone
from inference.errors import EngineDead, ModelTooBig
from inference.local import LocalConfig, LocalEngine
from inference.memory import check_room
from inference.shelf import Kind, Shelf
from inference.switch import Switch
from tests.inference.models import NANO, adapter, rewritten

pytestmark = pytest.mark.engine

REQUEST = GenerationRequest((Message("user", "Площадка: пост в Telegram\n\nВебинар ⟦D1⟧"),), max_tokens=24)


async def opened(path: Path, closing: AsyncExitStack) -> LocalEngine:
    return await closing.enter_async_context(LocalEngine.open(LocalConfig(path, threads=1)))


@pytest.fixture
async def first() -> AsyncIterator[LocalEngine]:
    async with LocalEngine.open(LocalConfig(NANO, threads=1)) as engine:
        yield engine


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return rewritten(tmp_path / "second.gguf", change={"general.name": "Second"})


async def test_what_was_begun_ends_on_the_engine_it_began_with(second: Path) -> None:
    closing = AsyncExitStack()
    old = await opened(NANO, closing)
    switch = Switch(old, None, closing)
    async with aclosing(switch.generate(REQUEST)) as events:
        before = await anext(events)
        following = AsyncExitStack()
        await switch.follow(await opened(second, following), None, following)

        assert switch.info.name == "Second"
        assert await old.count(REQUEST.messages) > 0
        rest = [before, *[event async for event in events]]

    assert isinstance(rest[-1], VariantDone)
    assert "".join(event.text for event in rest if isinstance(event, Delta)) == rest[-1].text
    with pytest.raises(EngineDead):
        await old.count(REQUEST.messages)
    await switch.aclose()


async def test_an_engine_that_nobody_holds_is_closed_at_once(second: Path) -> None:
    closing, following = AsyncExitStack(), AsyncExitStack()
    old = await opened(NANO, closing)
    switch = Switch(old, None, closing)

    new = await opened(second, following)
    await switch.follow(new, None, following)

    with pytest.raises(EngineDead):
        await old.count(REQUEST.messages)
    await switch.aclose()
    with pytest.raises(EngineDead):
        await new.count(REQUEST.messages)


async def test_an_engine_of_somebody_else_is_left_open(first: LocalEngine, second: Path) -> None:
    following = AsyncExitStack()
    switch = Switch(first)

    await switch.follow(await opened(second, following), None, following)
    await switch.aclose()

    assert await first.count(REQUEST.messages) > 0


async def test_whoever_holds_keeps_his_adapter(first: LocalEngine) -> None:
    switch = Switch(first, "old")
    async with switch.hold() as setup:
        switch.use_adapter(None)

        assert setup.adapter == "old"
    assert switch.setup.adapter is None


def test_the_shelf_tells_models_from_adapters_and_leaves_out_the_rest(tmp_path: Path) -> None:
    rewritten(tmp_path / "model.gguf")
    adapter(tmp_path / "lora.gguf")
    adapter(tmp_path / "mmproj.gguf", kind="mmproj")
    (tmp_path / "broken.gguf").write_bytes(b"GGUF")
    (tmp_path / "big-00002-of-00003.gguf").write_bytes(b"GGUF")
    (tmp_path / "notes.txt").write_text("no model")

    found = Shelf([tmp_path, tmp_path]).look()

    assert [(one.name, one.kind) for one in found] == [
        ("broken.gguf", Kind.MODEL),
        ("lora.gguf", Kind.ADAPTER),
        ("model.gguf", Kind.MODEL),
    ]


def test_a_file_that_was_replaced_has_another_key(tmp_path: Path) -> None:
    path = adapter(tmp_path / "lora.gguf")
    shelf = Shelf([tmp_path])
    (before,) = shelf.look()

    path.write_bytes(path.read_bytes() + b"\0" * 32)

    (after,) = shelf.look()
    assert before.key != after.key


def test_a_model_larger_than_the_memory_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    huge = rewritten(tmp_path / "huge.gguf")
    with huge.open("r+b") as file:
        file.truncate(8 * 10**12)  # sparse: it takes no room on the disk

    with pytest.raises(ModelTooBig) as told:
        check_room(huge)

    assert told.value.needed > told.value.available > 0
