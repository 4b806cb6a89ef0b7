"""``python -m benchmarks.memory``: what a process with the engine takes, and that it does not grow.

The size is the chosen model's; growth is watched on the bundled nano, where five hundred jobs take a minute.
Each is measured in a process of its own.
"""

import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from benchmarks.options import Options, options, parser
from benchmarks.results import Bars, Claim, Result, show
from benchmarks.runs import timed
from benchmarks.workload import request, warm
from inference.gguf_header import read_header
from inference.local import LocalEngine

NANO = Path("models/nano.gguf")
MEGABYTE = 1e6
CELLS = 16_384
EXTRA_MB = 150
GROWTH_MB = 10  # between a fifth of the jobs and all: an allocator's noise
USERS = 4
TOKENS = 12


@dataclass(frozen=True, slots=True)
class Resident:
    """Bytes in memory: ``own`` only this process has, ``file`` are pages of mapped files."""

    own: int
    file: int

    @property
    def total(self) -> int:
        return self.own + self.file


def resident() -> Resident:
    lines = Path("/proc/self/status").read_text().splitlines()
    sizes = {line.partition(":")[0]: line.split()[1] for line in lines if line.startswith("Rss")}
    return Resident(int(sizes["RssAnon"]) * 1024, (int(sizes["RssFile"]) + int(sizes["RssShmem"])) * 1024)


def kv_bytes(model: Path, cells: int) -> int:
    """An F16 cache, from the model's metadata."""
    header = read_header(model)

    def number(key: str) -> int:
        return int(header.values[f"{header.architecture}.{key}"])

    head = number("embedding_length") // number("attention.head_count")
    return 2 * 2 * number("block_count") * number("attention.head_count_kv") * head * cells


async def watch(chosen: Options, jobs: tuple[int, ...]) -> dict[int, Resident]:
    """What is resident after so many jobs; 0 is after loading."""
    config = replace(chosen.config(), cells=CELLS)
    async with LocalEngine.open(config) as engine:
        found = {0: resident()}
        served = 0
        while served < max(jobs):
            await asyncio.gather(
                *(
                    timed(engine, request(warm(served + user), tokens=TOKENS, tenant=user))
                    for user in range(USERS)
                )
            )
            served += USERS
            found |= {mark: resident() for mark in jobs if served >= mark and mark not in found}
    return found


def _apart(chosen: Options, jobs: tuple[int, ...]) -> dict[int, Resident]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_watched, chosen, jobs).result()


def _watched(chosen: Options, jobs: tuple[int, ...]) -> dict[int, Resident]:
    return asyncio.run(watch(chosen, jobs))


def measure(chosen: Options) -> Result:
    growing = _apart(replace(chosen, model=NANO), (chosen.jobs // 5, chosen.jobs))
    whole = _apart(chosen, (USERS,))[USERS]
    few, many = growing[chosen.jobs // 5].total, growing[chosen.jobs].total
    size, cache = chosen.model.stat().st_size, kv_bytes(chosen.model, CELLS)
    extra = whole.own - size - cache if whole.own > size + cache else whole.total - size - cache
    rows = [(f"{NANO.stem}, after {jobs} jobs", *_row(each)) for jobs, each in sorted(growing.items())]
    rows.append((f"{chosen.model.stem}, after {USERS} jobs", *_row(whole)))
    rows.append((f"of which the model's file {_mb(size)}, KV {_mb(cache)}", "", "", _mb(extra)))
    return Result(
        key="memory",
        title="Memory of the whole process, MB",
        columns=("", "own", "mapped file", "resident"),
        rows=tuple(rows),
        claims=(
            Claim("Beyond model and KV", extra / MEGABYTE, "≤", EXTRA_MB, " MB"),
            Claim(f"Growth over {chosen.jobs} jobs", (many - few) / MEGABYTE, "≤", GROWTH_MB, " MB"),
        ),
        bars=(
            Bars(
                f"Resident MB, {NANO.stem}",
                tuple(f"{jobs} jobs" for jobs in sorted(growing)),
                tuple(growing[jobs].total / MEGABYTE for jobs in sorted(growing)),
                "MB",
            ),
        ),
        notes=(
            "llama.cpp repacks Q4_0 into memory of its own; the mapped file's pages may then be given back,"
            " so the model is counted once.",
        ),
    )


def _row(each: Resident) -> tuple[str, ...]:
    return _mb(each.own), _mb(each.file), _mb(each.total)


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:,.0f}"


def main() -> int:
    show(measure(options(parser("benchmarks.memory", __doc__).parse_args())), Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
