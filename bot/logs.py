"""One line per event, as text or as JSON. Ids and sizes only; texts, names and tokens never get here.

The numbers in a message are fields of its JSON by the words before them: "variant %s of job %s: sent" has
``variant`` and ``job``. What is logged while an update is handled has its ``update``, ``user`` and ``chat``.
"""

import json
import logging
import re
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from inference.errors import EngineError

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+(?=@)")
# A number's name is the word before it.
NAMED = re.compile(r"\b(job|variant|user|update|chat|brief|broadcast|message|code) %[sd]|%[^%]")
# Exceptions whose message can't hold what people wrote. Telegram's and pydantic's do quote it.
PLAIN = (OSError, sqlite3.Error, EngineError, AttributeError, TypeError)
# One line per update or request tells nothing that our own events don't.
QUIET = ("aiogram.event", "aiohttp.access", "httpx", "aiosqlite", "asyncio", "pymorphy3")

Format = Literal["text", "json"]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_about: ContextVar[Mapping[str, int]] = ContextVar("about", default={})  # noqa: B039  # a Mapping: nobody writes to it


@contextmanager
def about(**ids: int) -> Iterator[None]:
    """Everything logged in this block, and in tasks begun in it, has these fields."""
    token = _about.set({**_about.get(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


class Lines(logging.Formatter):
    """Formats a record; an exception is shown as its type and the places it came through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # logging's own name
        return "" if ei[1] is None else "  " + "\n  ".join(story(ei[1]))


class Json(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get(),
            **numbers(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = type(record.exc_info[1]).__name__
            fields["trace"] = story(record.exc_info[1])
        return masked(json.dumps(fields, ensure_ascii=False, default=str))


def numbers(record: logging.LogRecord) -> dict[str, object]:
    """The ids of a message by their names."""
    if not isinstance(record.args, tuple):
        return {}
    places = NAMED.finditer(str(record.msg).replace("%%", ""))
    return {place[1]: given for place, given in zip(places, record.args, strict=False) if place[1]}


def masked(line: str) -> str:
    return CREDENTIALS.sub("***", TOKEN.sub("***", line))


def story(error: BaseException) -> list[str]:
    """Where an error came through and what it is, with those it was caused by or consists of."""
    told = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    told.append(describe(error))
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    cause = error.__cause__
    for one in (*inner, *(() if cause is None else (cause,))):
        told += [f"  {line}" for line in story(one)]
    return told


def describe(error: BaseException) -> str:
    """The error's type, with its message when that is safe to write down."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name}: {error}" if isinstance(error, PLAIN) else name


class WithoutMessages(logging.Filter):
    """Keeps a framework's records but not the error texts it pastes into them (they may quote a person)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.args, tuple):
            record.msg, record.args = "failed: %s", (describe(record.exc_info[1] or Exception()),)
        return True


class FirstLine(logging.Filter):
    """asyncio adds the representation of a task, and with it the message of its error."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
        return True


class Counted(logging.Handler):
    """Tells ``count`` of every warning and error."""

    def __init__(self, count: Callable[[logging.LogRecord], None]) -> None:
        super().__init__(logging.WARNING)
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        self._count(record)


@contextmanager
def counted(count: Callable[[logging.LogRecord], None]) -> Iterator[None]:
    handler = Counted(count)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def configure(level: str, form: Format = "text") -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if form == "json" else Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("aiogram.event").addFilter(WithoutMessages())
    logging.getLogger("asyncio").addFilter(FirstLine())
    quiet = max(logging.WARNING, logging.getLevelName(level))
    for name in QUIET:
        logging.getLogger(name).setLevel(quiet)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python's own would print messages, and with them what people wrote."""
    logging.getLogger("bot").critical("the bot ends", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        logging.getLogger("bot").critical("a thread ended", exc_info=args.exc_value)
