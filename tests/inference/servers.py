"""Real servers for the remote engine's tests: llama-cpp-python's own, and one that misbehaves on purpose."""

import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from aiohttp import web

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "nano.gguf"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def llama_cpp_server(model: Path = MODEL, *, context: int = 1024) -> Iterator[str]:
    """Runs ``python -m llama_cpp.server`` and gives its base URL."""
    port = free_port()
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--port", str(port)]
    # With its default a newcomer cuts off whoever is being served.
    command += ["--interrupt_requests", "False", "--n_ctx", str(context), "--n_threads", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    transport = httpx2.HTTPTransport(retries=0)
    try:
        with httpx2.Client(transport=transport, timeout=60) as client:
            _await_ready(client, server, f"{url}/models")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def _await_ready(client: httpx2.Client, server: "subprocess.Popen[bytes]", url: str) -> None:
    while server.poll() is None:
        try:
            if client.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            # Not listening yet: give the processor to the server rather than to this loop.
            try:
                server.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError(f"llama_cpp.server ended with code {server.returncode}")


class Faulty:
    """An OpenAI-compatible server whose answers are scripted, one handler per request, the last for good."""

    def __init__(
        self, *script: Handler, models: tuple[str, ...] = ("scripted",), owner: str = "somebody"
    ) -> None:
        self.asked: list[dict[str, Any]] = []
        self.url = ""
        self._script = list(script)
        self._models = [{"id": name, "object": "model", "owned_by": owner} for name in models]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/v1/models", self._list)
        app.router.add_post("/v1/chat/completions", self._complete)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        try:
            port = free_port()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            await runner.cleanup()

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": self._models})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        handler = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return await handler(request)


def chunk(text: str = "", *, index: int = 0, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": index, "delta": {"content": text}, "finish_reason": finish}
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }


async def open_stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    return response


async def send(response: web.StreamResponse, *chunks: dict[str, Any]) -> None:
    for part in chunks:
        await response.write(f"data: {json.dumps(part)}\n\n".encode())


def says(*chunks: dict[str, Any]) -> Handler:
    """A whole answer."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = await open_stream(request)
        await send(response, *chunks)
        await response.write(b"data: [DONE]\n\n")
        return response

    return handler


def breaks_after(*chunks: dict[str, Any]) -> Handler:
    """Sends ``chunks`` and cuts the connection."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = await open_stream(request)
        await send(response, *chunks)
        if request.transport is not None:
            request.transport.abort()
        return response

    return handler


def refuses(status: int, error: dict[str, Any] | None = None, **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": error or {"message": "no"}}, status=status, headers=headers)

    return handler
