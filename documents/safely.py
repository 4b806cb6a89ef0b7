"""Reading files of strangers: in a process of its own that may crash, hang or be shot without harm."""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import documents
from documents.errors import BrokenFile, TooGreedy, TooLarge, TooSlow, from_json
from documents.limits import FILE_LIMIT, TEXT_LIMIT, Cost
from documents.seedtext import Note, NoteKind, SeedText

_ROOT: Final = Path(documents.__file__).parents[1]
_ANSWER_LIMIT: Final = 12 * TEXT_LIMIT + 65_536  # bytes: JSON writes a character in 12 bytes at most
_CHUNK: Final = 65_536
_PATIENCE: Final = 2  # on a busy machine a second of work takes longer than a second
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")  # no tokens, no proxies

logger = logging.getLogger(__name__)


class SafeReader:
    """Reads ``at_once`` files at a time; the others wait, so that a burst of files fits the machine."""

    def __init__(self, cost: Cost | None = None, *, at_once: int = 2) -> None:
        self._cost = cost or Cost()
        self._slots = asyncio.Semaphore(at_once)

    async def read(self, name: str, content: bytes) -> SeedText:
        """As ``read_safely``."""
        async with self._slots:
            return await read_safely(name, content, self._cost)


async def read_safely(name: str, content: bytes, cost: Cost | None = None) -> SeedText:
    """The text of a file. Raises a ``documents.errors.DocumentError``, and nothing else for any content."""
    if len(content) > FILE_LIMIT:
        raise TooLarge(len(content), FILE_LIMIT)
    cost = cost or Cost()
    start = perf_counter()
    answer, code = await _ask(name, content, cost)
    logger.info(
        "read a document: %d bytes in, %d out, exit %d, %.2f s",
        len(content),
        len(answer),
        code,
        perf_counter() - start,
    )
    return _understand(answer, code, cost)


async def _ask(name: str, content: bytes, cost: Cost) -> tuple[bytes, int]:
    """What the reading process wrote, and its exit code (negative: the signal that ended it)."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-B", "-m", "documents.sandboxed", str(cost.seconds), str(cost.megabytes)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )
    try:
        async with asyncio.timeout(_PATIENCE * cost.seconds):
            answer = await _talk(process, json.dumps(name).encode() + b"\n" + content)
            return answer, await process.wait()
    except TimeoutError:
        raise TooSlow(cost.seconds) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _talk(process: Process, question: bytes) -> bytes:
    """Writes all, then reads all: the process answers only when it has read its input to the end."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the reading process was started without pipes")
    try:
        process.stdin.write(question)
        await process.stdin.drain()
        process.stdin.close()
    except ConnectionError:
        logger.debug("the reading process ended before it had read everything")
    answer = bytearray()
    while len(answer) <= _ANSWER_LIMIT and (chunk := await process.stdout.read(_CHUNK)):
        answer += chunk
    return bytes(answer)


def _understand(answer: bytes, code: int, cost: Cost) -> SeedText:
    """The process has read hostile bytes: what it says is checked like anything from outside."""
    if code == -signal.SIGXCPU:
        raise TooSlow(cost.seconds)
    if code == -signal.SIGKILL:  # by the kernel: out of memory, or of CPU time after SIGXCPU
        raise TooGreedy(cost.megabytes)
    try:
        values: dict[str, Any] = json.loads(answer)
        if "error" in values:
            error = from_json(values)
        else:
            notes = [Note(NoteKind(kind), int(number), str(word)) for kind, number, word in values["notes"]]
            pages = None if values["pages"] is None else int(values["pages"])
            return SeedText(str(values["text"])[:TEXT_LIMIT], str(values["kind"]), pages, tuple(notes))
    except (ValueError, TypeError, KeyError, AttributeError):
        logger.warning("the reading process ended with code %d and no answer", code)
        error = BrokenFile("")
    raise error
