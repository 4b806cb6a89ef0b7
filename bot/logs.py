"""One line per event: time, level, logger, message. Ids and sizes only; texts and tokens never get here."""

import logging
import re
import sqlite3
import traceback
from types import TracebackType

from inference.errors import EngineError

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
# Exceptions whose message can't hold what people wrote. Telegram's and pydantic's do quote it.
PLAIN = (OSError, sqlite3.Error, EngineError, KeyError, AttributeError, TypeError)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """Formats a record; an exception is shown as its type and the places it came through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("***", super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # logging's own name
        error = ei[1]
        if error is None:
            return ""
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(ei[2])]
        return "  " + "\n  ".join([*places, describe(error)])


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


def configure(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("aiogram.event").addFilter(WithoutMessages())
    # One line per update or request tells nothing that our own events don't.
    quiet = max(logging.WARNING, logging.getLevelName(level))
    for name in ("aiogram.event", "aiohttp.access", "httpx", "aiosqlite", "asyncio", "pymorphy3"):
        logging.getLogger(name).setLevel(quiet)
