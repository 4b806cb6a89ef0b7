"""A small hub: one file with the headers and ranges that huggingface_hub asks for; it can break off."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.inference.servers import free_port


class Hub:
    """``/{owner}/{repository}/resolve/{revision}/{file}`` for one file."""

    def __init__(self, content: bytes, *, checksum: str | None = None) -> None:
        self.content = content
        self.checksum = checksum or hashlib.sha256(content).hexdigest()
        self.break_after: int | None = None  # bytes of an answer's body, then the connection is cut
        self.ranges: list[str | None] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/{owner}/{repository}/resolve/main/model.gguf", self._serve)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            port = free_port()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{port}"
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        headers = {"X-Repo-Commit": "0" * 40, "ETag": f'"{self.checksum}"', "Accept-Ranges": "bytes"}
        if request.method == "HEAD":
            return web.Response(headers=headers | {"Content-Length": str(len(self.content))})
        self.ranges.append(request.headers.get("Range"))
        start = request.http_range.start or 0
        headers["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        response = web.StreamResponse(status=206 if start else 200, headers=headers)
        response.content_length = len(self.content) - start
        await response.prepare(request)
        body = self.content[start:]
        if self.break_after is None:
            await response.write(body)
        else:
            await response.write(body[: self.break_after])
            if request.transport is not None:
                request.transport.close()
        return response
