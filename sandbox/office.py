"""`/sandbox/...`: what goes on in the server, for the page and for tests. README.md lists the routes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from aiohttp import web

from sandbox import view
from sandbox.errors import ApiError
from sandbox.faults import Faults, fault_of
from sandbox.journal import Journal
from sandbox.params import Params, read_params
from sandbox.world import World

KEEP_ALIVE = 15.0  # seconds between comments on an idle event stream

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return web.json_response({"ok": False, "description": error.description}, status=error.code)


@dataclass(frozen=True, slots=True)
class Office:
    """Behind the scenes: the state, the event stream, files, the journal of calls, scripted faults."""

    world: World
    faults: Faults
    journal: Journal

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/files/{file_id}", self.file),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/faults", self.list_faults),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.remove_faults),
        ]

    async def state(self, _: web.Request) -> web.Response:
        return web.json_response(view.state(self.world))

    async def file(self, request: web.Request) -> web.Response:
        stored = self.world.files.get(request.match_info["file_id"])
        if stored is None:
            raise ApiError(404, "Not Found")
        picture = stored.mime_type in {"image/png", "image/jpeg"} and "download" not in request.query
        content_type = stored.mime_type if picture else "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff"}
        if not picture:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=stored.data, content_type=content_type, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events newer than `since`; `reset` tells the page to read its chat afresh."""
        feed = self.world.feed
        # A browser that connects again sends the id of the last event it saw.
        cursor = request.headers.get("Last-Event-ID") or request.query.get("since", "")
        seen = self.world.revision_at(cursor)
        response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        while not feed.closed:
            events = feed.after(seen)
            if events is None:
                events = [{"type": "reset", "chat_id": 0}]
            seen = feed.revision
            cursor = self.world.cursor(seen)
            lines = [f"id: {cursor}\ndata: {json.dumps(one, ensure_ascii=False)}\n\n" for one in events]
            try:
                await response.write("".join(lines or [": alive\n\n"]).encode())
            except ConnectionError:
                break
            await feed.news(seen, KEEP_ALIVE)
        return response

    async def calls(self, request: web.Request) -> web.Response:
        asked = Params(dict(request.query))
        found = self.journal.of(asked.text("method"), asked.integer("chat_id") or None)
        return web.json_response({"calls": found})

    async def list_faults(self, _: web.Request) -> web.Response:
        armed = {number: asdict(one.fault) for number, one in self.faults.armed.items()}
        return web.json_response({"faults": armed})

    async def add_fault(self, request: web.Request) -> web.Response:
        return web.json_response({"number": self.faults.add(fault_of((await read_params(request)).values))})

    async def remove_faults(self, request: web.Request) -> web.Response:
        self.faults.remove(Params(dict(request.query)).integer("number") or None)
        return web.json_response({"ok": True})
