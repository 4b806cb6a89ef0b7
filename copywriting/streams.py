"""One stream out of concurrent work: tasks emit, one reader reads, closing the reader cancels them all."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Emit = Callable[[T], None]


@dataclass(frozen=True, slots=True)
class _End:
    """The work is over: well, or with ``error``."""

    error: Exception | None = None


class Stream(Generic[T]):
    """Read with ``async with aclosing(stream.read())``.

    The work runs in a task of its own. Its error travels through the queue: a TaskGroup whose child fails
    while the generator is suspended would cancel the reader in the middle of something else.
    """

    def __init__(self, work: Callable[[Emit[T]], Awaitable[None]]) -> None:
        self._work = work
        self._queue: asyncio.Queue[T | _End] = asyncio.Queue()

    async def read(self) -> AsyncGenerator[T, None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self._run())
            try:
                while not isinstance(item := await self._queue.get(), _End):
                    yield item
            except GeneratorExit:
                # The group would wrap it in an exception group, which aclose() doesn't expect.
                task.cancel()
                return
        if item.error is not None:
            raise item.error

    async def _run(self) -> None:
        error: Exception | None = None
        try:
            await self._work(self._queue.put_nowait)
        except Exception as problem:  # noqa: BLE001 - carried to the reader and raised there
            error = problem
        self._queue.put_nowait(_End(_first(error)))


def _first(error: Exception | None) -> Exception | None:
    """Siblings of a failed task are cancelled: a group holds the one error whose type callers know."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
