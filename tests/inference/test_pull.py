"""Downloads against a local hub that breaks off and lies."""

import asyncio
import random
from pathlib import Path

import pytest

from inference.pull import ChecksumError, PullError, Source, pull
from tests.inference.hub import Hub

SOURCE = Source("owner/repository", "model.gguf")
CONTENT = random.Random(0).randbytes(300_000)


async def fetch(hub: Hub, folder: Path, source: Source = SOURCE) -> Path:
    async with hub.running() as endpoint:
        return await asyncio.to_thread(pull, source, folder, endpoint=endpoint)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def unfinished(folder: Path, content: bytes, hub: Hub) -> Path:
    """What an interrupted download leaves."""
    path = folder / f".model.gguf.{hub.checksum[:16]}.part"
    path.write_bytes(content)
    return path


async def test_a_file_arrives_whole_under_its_name(tmp_path: Path) -> None:
    path = await fetch(Hub(CONTENT), tmp_path)

    assert path.name == "model.gguf"
    assert path.read_bytes() == CONTENT
    assert names(tmp_path) == ["model.gguf"]


async def test_a_broken_download_is_continued_where_it_ended(tmp_path: Path) -> None:
    hub = Hub(CONTENT)
    unfinished(tmp_path, CONTENT[:100_000], hub)

    path = await fetch(hub, tmp_path)

    assert hub.ranges == ["bytes=100000-"]
    assert path.read_bytes() == CONTENT


async def test_a_connection_that_is_cut_is_taken_up_again(tmp_path: Path) -> None:
    hub = Hub(CONTENT * 40)  # 12 MB: the library writes in pieces of 10
    hub.break_after = 11_000_000

    path = await fetch(hub, tmp_path)

    assert hub.ranges == [None, f"bytes={10 * 1024 * 1024}-"]
    assert path.stat().st_size == len(hub.content)


async def test_another_version_of_the_file_is_not_continued(tmp_path: Path) -> None:
    hub = Hub(CONTENT)
    unfinished(tmp_path, b"x" * 100_000, Hub(b"older"))

    path = await fetch(hub, tmp_path)

    assert hub.ranges == [None]
    assert path.read_bytes() == CONTENT


async def test_a_wrong_checksum_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ChecksumError, match="wrong checksum"):
        await fetch(Hub(CONTENT, checksum="0" * 64), tmp_path)

    assert names(tmp_path) == []


async def test_a_pinned_checksum_outranks_the_hubs(tmp_path: Path) -> None:
    pinned = Source("owner/repository", "model.gguf", sha256="1" * 64)

    with pytest.raises(ChecksumError):
        await fetch(Hub(CONTENT), tmp_path, pinned)


async def test_a_damaged_beginning_is_found_out_and_the_next_try_succeeds(tmp_path: Path) -> None:
    hub = Hub(CONTENT)
    unfinished(tmp_path, b"\0" * 100_000, hub)
    with pytest.raises(ChecksumError):
        await fetch(hub, tmp_path)

    assert (await fetch(hub, tmp_path)).read_bytes() == CONTENT


async def test_a_file_that_is_there_is_not_downloaded_again(tmp_path: Path) -> None:
    hub = Hub(CONTENT)
    await fetch(hub, tmp_path)
    hub.ranges.clear()

    await fetch(hub, tmp_path)

    assert hub.ranges == []


async def test_a_file_the_repository_does_not_have_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(PullError) as refused:
        await fetch(Hub(CONTENT), tmp_path, Source("owner/repository", "other.gguf"))

    assert "\n" not in str(refused.value)
