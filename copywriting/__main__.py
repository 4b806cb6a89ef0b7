"""``python -m copywriting``: measures what the product writes."""

import argparse
import logging
import sys

from rich.console import Console

from copywriting.errors import CopywritingError
from copywriting.evaluation import command
from inference.errors import EngineError

FAILED, INTERRUPTED = 2, 130  # 130 is the shell's own number for Ctrl+C


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m copywriting", description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="show the log")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command.add(commands)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO if chosen.verbose else logging.ERROR, format="%(message)s")
    try:
        chosen.run(chosen, Console(stderr=True))
    except (CopywritingError, EngineError, OSError) as error:
        return _complain(error, FAILED)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    return 0


def _complain(error: object, code: int) -> int:
    print(f"{error}".splitlines()[0], file=sys.stderr)  # noqa: T201 - the one way out of a command line
    return code


if __name__ == "__main__":
    sys.exit(main())
