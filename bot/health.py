"""``/healthz``, ``/readyz`` and ``/metrics`` over HTTP.

/healthz: 200 while the process does its work; 503 means that a restart would help.
/readyz: 200 while people are served well; 503 says what is missing, which a restart need not bring back.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

Verdict = Mapping[str, str | None]  # what was looked at, and what is wrong with it; None: nothing


class Examined(Protocol):
    def alive(self) -> Verdict: ...

    async def ready(self) -> Verdict: ...

    async def page(self) -> bytes:
        """The metrics."""
        ...


class PortBusy(Exception):  # named for what happened
    """The message says which port, and why."""


@asynccontextmanager
async def serve(host: str, port: int, examined: Examined) -> AsyncIterator[None]:
    """Answer while the block runs. Raises PortBusy."""
    async with listening(_application(examined), host, port):
        yield


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve ``app`` while the block runs; then requests at work get 3 s. Raises PortBusy."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortBusy(f"port {port} on {host} can't be used: {error.strerror}") from None
        yield
    finally:
        await runner.cleanup()


def _application(examined: Examined) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        return _answer(examined.alive())

    async def readyz(_: web.Request) -> web.Response:
        return _answer(await examined.ready())

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await examined.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=1024)
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return app


def _answer(verdict: Verdict) -> web.Response:
    is_well = not any(verdict.values())
    checks = {name: trouble or "ok" for name, trouble in verdict.items()}
    body = {"status": "ok" if is_well else "failing", "checks": checks}
    return web.json_response(body, status=200 if is_well else 503)
