"""Open the sandbox: one aiohttp server on loopback with the Bot API, the people and the page."""

import errno
import time
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from random import Random
from typing import TypedDict, Unpack
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.api import BotApi
from sandbox.control import Control
from sandbox.errors import NotLoopback, PortBusy
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.limits import FloodControl
from sandbox.model import DEFAULT_USERS, SandboxUser, UserId
from sandbox.office import Handler, Office, errors_as_json
from sandbox.state import keep_saving, restore, save
from sandbox.webhook import deliver_to_webhook
from sandbox.world import Options, World

# Shaped like a token of @BotFather. The sandbox accepts any well-formed one unless told otherwise.
TOKEN = "4242424242:AAsandbox-needs-no-secret-000000000"  # noqa: S105  # opens nothing anywhere
PAGE = Path(__file__).parent / "page"
_BODY_OVERHEAD = 1024 * 1024
_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"


class SandboxOptions(TypedDict, total=False):
    """Keywords of `Sandbox.open`; each has a default.

    - `host`, `port`: where to listen; loopback only, port 0 takes a free one.
    - `token`: the only accepted one; None accepts any well-formed token.
    - `users`: who is there from the start.
    - `limits`: Telegram's flood control.
    - `options`: lifetimes and sizes that a test may want smaller than Telegram's.
    - `clock`: seconds since the epoch; `seed`: of the faults' probabilities.
    - `state`: a JSON file that keeps chats over restarts.
    """

    host: str
    port: int
    token: str | None
    users: Sequence[SandboxUser]
    limits: bool
    options: Options
    clock: Callable[[], float]
    seed: int
    state: Path | None


@dataclass(frozen=True, slots=True)
class _Config:
    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    users: Sequence[SandboxUser] = DEFAULT_USERS
    limits: bool = False
    options: Options = field(default_factory=Options)
    clock: Callable[[], float] = time.time
    seed: int = 0
    state: Path | None = None


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox. `url` is the page, and the base of aiogram's `TelegramAPIServer.from_base`."""

    url: str
    token: str
    world: World
    faults: Faults
    journal: Journal

    @classmethod
    @asynccontextmanager
    async def open(cls, **options: Unpack[SandboxOptions]) -> AsyncIterator["Sandbox"]:
        """Serve until the block ends. Raises NotLoopback, PortBusy or BadState."""
        config = _Config(**options)
        _require_loopback(config.host)
        world = _world(config)
        faults, journal = Faults(Random(config.seed)), Journal()  # noqa: S311  # no secret depends on it
        limits = FloodControl(config.clock) if config.limits else None
        api = BotApi(world, faults, journal, config.token, limits)
        app = _application(api, config)
        async with _listening(app, config) as url:
            try:
                yield cls(url, config.token or TOKEN, world, faults, journal)
            finally:
                world.feed.close()
                if config.state is not None:
                    save(world, config.state)


def _world(config: _Config) -> World:
    world = World(config.clock, config.options)
    if config.state is not None:
        restore(world, config.state)
    for user in config.users:
        if UserId(user.id) not in world.users:
            world.add_user(user)
    return world


def _application(api: BotApi, config: _Config) -> web.Application:
    world = api.world
    control, office = Control(world), Office(world, api.faults, api.journal)
    app = web.Application(
        middlewares=[_guard, errors_as_json], client_max_size=config.options.upload_limit + _BODY_OVERHEAD
    )
    app.add_routes([web.get("/", _index), *api.routes(), *control.routes(), *office.routes()])
    app.router.add_static("/page", PAGE)
    app.cleanup_ctx.append(lambda _: _background(world, config.state))
    return app


async def _background(world: World, state: Path | None) -> AsyncIterator[None]:
    # Not around the caller's block: a TaskGroup would wrap the caller's own exceptions into a group.
    async with TaskGroup() as tasks:
        running = [tasks.create_task(deliver_to_webhook(world))]
        if state is not None:
            running.append(tasks.create_task(keep_saving(world, state)))
        yield
        for task in running:
            task.cancel()


@asynccontextmanager
async def _listening(app: web.Application, config: _Config) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, config.host, config.port).start()
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise PortBusy(config.host, config.port) from None
            raise
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def _index(_: web.Request) -> web.FileResponse:
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    return web.FileResponse(PAGE / "index.html", headers=headers)


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only pages of the sandbox itself: no other site in the browser may speak through it."""
    if not _is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        raise web.HTTPForbidden(text="The sandbox answers to loopback names only.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="The sandbox answers to its own page only.")
    return await handler(request)


def _require_loopback(host: str) -> None:
    if not _is_loopback(host):
        raise NotLoopback(host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
