import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from documents.errors import BrokenFile, TooGreedy, TooLarge, TooManyPages, TooSlow
from documents.limits import FILE_LIMIT, Cost
from documents.safely import SafeReader, read_safely
from documents.seedtext import Note, NoteKind, SeedText
from tests.documents.making import pdf_file, word_file

# Emphasis that never closes: a well-kept parser works on it for minutes, in gigabytes.
EXHAUSTING = b"*a **a _a " * 90_000


async def test_a_text_comes_back_with_its_notes() -> None:
    seed = await read_safely("релиз\n.txt", "Вебинар 🚀".encode("utf-16"))

    assert seed == SeedText("Вебинар 🚀", "txt")


async def test_notes_cross_the_border() -> None:
    seed = await read_safely("a.pdf", pdf_file(["Вебинар"], []))

    assert seed == SeedText("Вебинар", "pdf", 2, (Note(NoteKind.EMPTY_PAGES, number=1),))


async def test_errors_cross_the_border_with_their_numbers() -> None:
    with pytest.raises(TooManyPages) as refusal:
        await read_safely("a.pdf", pdf_file(*[["Страница"]] * 301))

    assert (refusal.value.pages, refusal.value.limit) == (301, 300)


async def test_a_file_too_large_starts_no_process() -> None:
    with pytest.raises(TooLarge):
        await read_safely("a.txt", bytes(FILE_LIMIT + 1))


async def test_a_file_that_takes_forever_is_given_up() -> None:
    with pytest.raises(TooSlow) as refusal:
        await read_safely("a.md", EXHAUSTING, Cost(seconds=1))

    assert refusal.value.seconds == 1


async def test_a_file_that_eats_memory_is_given_up() -> None:
    with pytest.raises(TooGreedy) as refusal:
        await read_safely("a.md", EXHAUSTING, Cost(megabytes=120))

    assert refusal.value.megabytes == 120


async def test_a_process_that_cannot_even_start_is_a_typed_error() -> None:
    with pytest.raises((BrokenFile, TooGreedy)):
        await read_safely("a.txt", b"text", Cost(megabytes=1))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_a_cancelled_reading_leaves_no_process() -> None:
    before = _children()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await read_safely("a.md", EXHAUSTING)

    assert _children() <= before


async def test_many_files_are_read_a_few_at_a_time() -> None:
    reader = SafeReader(at_once=2)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(reader.read("a.txt", f"Файл {n}".encode())) for n in range(4)]

    assert [task.result().text for task in tasks] == [f"Файл {n}" for n in range(4)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
def test_a_confined_process_cannot_write_a_file(tmp_path: Path) -> None:
    code = "from documents.sandboxed import *; confine(Cost()); open('made', 'wb', 0).write(b'text')"
    environment = {"PYTHONPATH": str(Path.cwd())}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True)

    assert b"File too large" in done.stderr


async def test_a_word_file_is_read_behind_the_limits() -> None:
    assert (await read_safely("a.docx", word_file("Вебинар"))).text == "Вебинар"


def _children() -> set[str]:
    """The processes that this one has started and that are still there (Linux)."""
    mine = f"PPid:\t{os.getpid()}\n"
    return {path.parent.name for path in Path("/proc").glob("[0-9]*/status") if mine in _status(path)}


def _status(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended since it was listed
        return ""
