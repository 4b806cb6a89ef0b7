"""`python -m sandbox [--port 8080] [--token TOKEN] [--limits] [--state FILE]`: open until Ctrl+C."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.server import Sandbox


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A local Bot API server with a chat page"
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="default %(default)s; 0 takes a free one")
    parser.add_argument("--token", help="the only bot token to accept (default: any well-formed one)")
    parser.add_argument("--limits", action="store_true", help="flood control as in Telegram")
    parser.add_argument("--state", type=Path, help="a JSON file that keeps the chats over restarts")
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with Sandbox.open(
        host=given.host, port=given.port, token=given.token, limits=given.limits, state=given.state
    ) as sandbox:
        sys.stdout.write(f"Chat page: {sandbox.url}\nBot API:   TELEGRAM_API_URL={sandbox.url}\n")
        sys.stdout.write(f"           BOT_TOKEN={sandbox.token}\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> int:
    try:
        asyncio.run(_run(_arguments()))
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
