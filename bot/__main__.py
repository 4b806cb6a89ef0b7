"""``python -m bot``: exit code 0 after a signal, 2 when it can't start, 1 when something broke."""

import asyncio
import logging
import sys

from rich.console import Console

from bot import logs, settings
from bot.app import run
from bot.errors import CannotStart
from copywriting.errors import CopywritingError
from inference.errors import EngineError
from sandbox.errors import SandboxError
from storage.errors import DatabaseError

log = logging.getLogger("bot")

WRONG = (settings.Misconfigured, CannotStart, DatabaseError, EngineError, CopywritingError, SandboxError)


def main() -> int:
    try:
        configured = settings.load()
        logs.configure(configured.log_level)
        for warning in settings.suspicious():
            log.warning("%s", warning)
        asyncio.run(run(configured, Console(soft_wrap=True)))
    except WRONG as error:
        sys.stderr.write(f"copydesk: {' '.join(str(error).split())}\n")
        return 2
    except KeyboardInterrupt:  # before polling had begun
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
