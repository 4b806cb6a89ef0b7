"""What ``filter`` does with each ad by itself, on several processors: faults, and the text without facts."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from copywriting.masking import Masks
from copywriting.normal import neutralise
from copywriting.platforms import Platform
from training.dataset import AdRecord
from training.faults import faults

CHUNK = 2_000
PARALLEL_FROM = 10_000  # fewer are done before a second process has started
A = TypeVar("A")
B = TypeVar("B")
_SLOT = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Prepared:
    """``fault`` is the first reason against the ad, empty if it is fit; ``masked`` what is compared."""

    fault: str
    masked: str


def prepare(
    ads: Sequence[tuple[AdRecord, str]], platforms: Mapping[str, Platform], cyrillic_share: float
) -> list[Prepared]:
    """One for each ad, in order."""
    work = partial(_prepare, platforms=dict(platforms), cyrillic_share=cyrillic_share)
    return [one for chunk in spread(work, ads) for one in chunk]


def masked(text: str) -> str:
    """The text in which duplicates are looked for: other facts make near-copies look different."""
    return _SLOT.sub("⟦⟧", Masks().learn(neutralise(text)))


def spread(work: Callable[[list[A]], B], items: Sequence[A]) -> Iterator[B]:
    """``work`` on chunks of ``items``, results in order; many items on all processors."""
    chunks = list(_chunks(items))
    if len(items) < PARALLEL_FROM or _processors() < 2:
        yield from map(work, chunks)
        return
    with ProcessPoolExecutor(_processors(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, chunks)


def _prepare(
    ads: list[tuple[AdRecord, str]], platforms: Mapping[str, Platform], cyrillic_share: float
) -> list[Prepared]:
    found = []
    for record, text in ads:
        platform = platforms.get(record.platform)
        reasons = faults(record, text, platform, cyrillic_share) if platform else iter(["platform unknown"])
        found.append(Prepared(next(reasons, ""), masked(text)))
    return found


def _chunks(items: Iterable[A]) -> Iterator[list[A]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
