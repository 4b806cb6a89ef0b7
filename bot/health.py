"""``GET /healthz`` on the loopback, and the question itself for the container's health check.

python -m bot.health      # exit code 0: the bot on HEALTH_PORT answers
"""

import os
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

HOST = "127.0.0.1"
Report = dict[str, object]
Pulse = Callable[[], Report]


class PortBusy(Exception):  # named for what happened
    """The message says which port, and why."""


@asynccontextmanager
async def serve(port: int, pulse: Pulse) -> AsyncIterator[None]:
    """Answer health checks while the block runs. Raises PortBusy."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok", **pulse()})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise PortBusy(f"port {port} can't be used: {error.strerror}") from None
        yield
    finally:
        await runner.cleanup()


def ask(port: str) -> int:
    try:
        url = f"http://{HOST}:{int(port)}/healthz"
        with urllib.request.urlopen(url, timeout=3) as answer:  # always http
            return 0 if answer.status == 200 else 1
    except (OSError, ValueError):
        return 1


if __name__ == "__main__":
    sys.exit(ask(os.environ.get("HEALTH_PORT", "")))
