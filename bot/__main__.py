"""``python -m bot``: exit code 0 after a signal, 1 when a new start may do better, 2 when it would not.

python -m bot                # runs until SIGTERM or SIGINT
python -m bot backup FILE    # copies the database of DATABASE_PATH, also while the bot runs
python -m bot check FILE     # whether the bot could be started with this copy, and what is in it
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot import backup, logs, settings
from bot.errors import Ending
from copywriting.errors import CopywritingError
from desk.clock import Clock, SystemClock
from inference.errors import EngineError
from sandbox.errors import SandboxError
from storage.errors import DatabaseError

log = logging.getLogger("bot")

WRONG = (
    settings.Misconfigured,
    Ending,
    DatabaseError,
    EngineError,
    CopywritingError,
    SandboxError,
)


def main(arguments: Sequence[str] = (), clock: Clock | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        _do(given, clock or SystemClock())
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Without a command: run the bot.")
    commands = parser.add_subparsers(dest="command")
    for name, purpose in (("backup", "copy the database while the bot runs"), ("check", "inspect a copy")):
        commands.add_parser(name, help=purpose).add_argument("file", type=Path)
    return parser


def _do(given: argparse.Namespace, clock: Clock) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if given.command == "check":
        console.print(backup.check(given.file), markup=False)
        return
    configured = settings.load()
    if given.command == "backup":
        console.print(backup.make(configured.database_path, given.file), markup=False)
        return
    from bot.app import run  # costs seconds: for the bot only

    logs.configure(configured.log_level, configured.log_format)
    for warning in settings.suspicious():
        log.warning("%s", warning)
    asyncio.run(run(configured, Console(soft_wrap=True), clock))


def _ended_with(error: Exception) -> int:
    # Masked: what the HTTP library says of a broken answer may hold the URL, and with it the token.
    sys.stderr.write(logs.masked(f"copydesk: {' '.join(str(error).split())}\n"))
    return error.code if isinstance(error, Ending) else 2


def _first(group: ExceptionGroup[Exception]) -> Exception:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, ExceptionGroup) else inner


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
