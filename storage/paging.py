"""Lists by the page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Page ``number`` (from 1) of ``pages``; there is always one, if only an empty one."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int


async def page(
    number: int, size: int, total: int, fetch: Callable[[int, int], Awaitable[Sequence[T]]]
) -> Page[T]:
    """The page nearest to ``number`` that exists; ``fetch`` takes a limit and an offset."""
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    return Page(tuple(await fetch(size, (number - 1) * size)), number, pages, total)
