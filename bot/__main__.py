"""``python -m bot``: exit code 0 after a signal, 2 when it can't start or go on, 1 when something broke."""

import asyncio
import logging
import sys

from rich.console import Console

from bot import logs, settings
from bot.app import run
from bot.errors import CannotGoOn, CannotStart
from copywriting.errors import CopywritingError
from inference.errors import EngineError
from sandbox.errors import SandboxError
from storage.errors import DatabaseError

log = logging.getLogger("bot")

WRONG = (
    settings.Misconfigured,
    CannotStart,
    CannotGoOn,
    DatabaseError,
    EngineError,
    CopywritingError,
    SandboxError,
)


def main() -> int:
    try:
        configured = settings.load()
        logs.configure(configured.log_level, configured.log_format)
        for warning in settings.suspicious():
            log.warning("%s", warning)
        asyncio.run(run(configured, Console(soft_wrap=True)))
    except WRONG as error:
        return _ended_with(error)
    except ExceptionGroup as group:  # of the tasks that run while the bot is up
        causes = group.subgroup(WRONG)
        if causes is None:
            raise
        return _ended_with(_first(causes))
    except KeyboardInterrupt:  # before polling had begun
        return 130
    return 0


def _ended_with(error: Exception) -> int:
    sys.stderr.write(f"copydesk: {' '.join(str(error).split())}\n")
    return error.code if isinstance(error, CannotGoOn) else 2


def _first(group: ExceptionGroup[Exception]) -> Exception:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, ExceptionGroup) else inner


if __name__ == "__main__":
    sys.exit(main())
