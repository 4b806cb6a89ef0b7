import asyncio
from contextlib import aclosing

import pytest

from copywriting.streams import Emit, Stream


async def test_what_the_work_emits_is_read_in_its_order() -> None:
    async def work(emit: Emit[int]) -> None:
        for number in range(3):
            emit(number)

    assert [number async for number in Stream[int](work).read()] == [0, 1, 2]


async def test_an_error_of_nested_tasks_reaches_the_reader_as_itself() -> None:
    async def fails() -> None:
        raise LookupError("of the work")

    async def work(emit: Emit[int]) -> None:
        emit(1)
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())

    stream = Stream[int](work).read()
    assert await anext(stream) == 1
    with pytest.raises(LookupError, match="of the work"):
        await anext(stream)


async def test_closing_the_reader_cancels_the_work() -> None:
    cancelled = asyncio.Event()

    async def work(emit: Emit[int]) -> None:
        emit(1)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async with aclosing(Stream[int](work).read()) as stream:
        await anext(stream)
    assert cancelled.is_set()


async def test_cancelling_the_reading_task_cancels_the_work() -> None:
    waits, cancelled = asyncio.Event(), asyncio.Event()

    async def work(emit: Emit[int]) -> None:
        waits.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def read() -> None:
        async with aclosing(Stream[int](work).read()) as stream:
            await anext(stream)

    async with asyncio.TaskGroup() as group:
        reader = group.create_task(read())
        await waits.wait()
        reader.cancel()
    assert cancelled.is_set()
