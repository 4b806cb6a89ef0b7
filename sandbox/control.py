"""`/sandbox/...`: people over HTTP, for the page and for tests. README.md lists the routes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from sandbox import contents, people, render, view
from sandbox.entities import formatted, split_paste
from sandbox.errors import ApiError, bad_request
from sandbox.faults import Faults, fault_of
from sandbox.journal import Journal
from sandbox.model import Json, SandboxUser
from sandbox.params import Params, read_params
from sandbox.people import Seat
from sandbox.world import World

MAX_WAIT = 60.0  # seconds of one long poll
KEEP_ALIVE = 15.0  # seconds between comments on an idle event stream
_FIRST_FREE_ID = 1001
_CHAT = "/sandbox/users/{user}/chats/{chat}"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return web.json_response({"ok": False, "description": error.description}, status=error.code)


@dataclass(frozen=True, slots=True)
class Control:
    world: World
    faults: Faults
    journal: Journal

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/files/{file_id}", self.file),
            web.post("/sandbox/users", self.add_user),
            web.post("/sandbox/users/{user}/block", self.block),
            web.get(_CHAT, self.chat),
            web.post(_CHAT + "/messages", self.send),
            web.patch(_CHAT + "/messages/{message}", self.edit),
            web.delete(_CHAT + "/messages/{message}", self.delete),
            web.post(_CHAT + "/messages/{message}/press", self.press),
            web.post(_CHAT + "/drafts/{draft}/stop", self.stop),
            web.post(_CHAT + "/inline", self.ask_inline),
            web.post(_CHAT + "/inline/{query}/choose", self.choose_inline),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/faults", self.list_faults),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.remove_faults),
        ]

    async def state(self, _: web.Request) -> web.Response:
        return web.json_response(view.state(self.world))

    async def chat(self, request: web.Request) -> web.Response:
        """The chat; with `since` waits up to `timeout` seconds for something newer than that revision."""
        at = self._seat(request)
        since, seconds = _number(request, "since", -1), _number(request, "timeout", 0)
        feed = self.world.feed
        await feed.wait(lambda: feed.touched(at.chat.id) > since, min(seconds, MAX_WAIT))
        return web.json_response(view.chat(at))

    async def add_user(self, request: web.Request) -> web.Response:
        given = await _body(request)
        taken = self.world.users
        user_id = int(given.get("id") or max([_FIRST_FREE_ID, *(one + 1 for one in taken)]))
        if user_id in taken or user_id <= 0:
            raise bad_request(f"user id {user_id} is taken or not positive")
        name = str(given.get("first_name", "")).strip()
        if not name:
            raise bad_request("first_name must be non-empty")
        texts = {key: str(given.get(key, "")) for key in ("last_name", "username", "role")}
        user = SandboxUser(user_id, name, **texts, started=bool(given.get("started", True)))
        self.world.add_user(user)
        return web.json_response(render.person(self.world, user))

    async def block(self, request: web.Request) -> web.Response:
        user_id = int(request.match_info["user"])
        given = await _body(request)
        people.block(people.seat(self.world, user_id, user_id), blocked=bool(given.get("blocked", True)))
        return web.json_response({"ok": True})

    async def send(self, request: web.Request) -> web.Response:
        """JSON or multipart: `text`, or `kind` with `caption` and `file`; `reply_to`; `forward`."""
        at, params = self._seat(request), await read_params(request)
        reply_to = params.integer("reply_to") or None
        forward = params.parsed("forward")
        date = int(self.world.clock())
        origin = None if forward is None else contents.forward_origin(forward, date)
        sent = [
            people.say(at, content, reply_to=reply_to, origin=origin) for content in self._contents(params)
        ]
        return web.json_response({"messages": [render.message(self.world, post) for post in sent]})

    def _contents(self, params: Params) -> list[Json]:
        kind = params.text("kind") or "text"
        if kind != "text":
            upload = params.uploads.get("file")
            return [contents.media_content(self.world, kind, upload, params.text("caption"))]
        given = params.text("text")
        texts = [formatted(part, None, params.listed("entities")) for part in split_paste(given)]
        if not any(text.text for text in texts):
            raise bad_request("message text is empty")
        return [contents.text_content(text) for text in texts if text.text]

    async def edit(self, request: web.Request) -> web.Response:
        at, params = self._seat(request), await read_params(request)
        content = contents.text_content(formatted(params.text("text"), None))
        if not content:
            raise bad_request("message text is empty")
        post = people.edit(at, _message(request), content)
        return web.json_response(render.message(self.world, post))

    async def delete(self, request: web.Request) -> web.Response:
        people.delete(self._seat(request), _message(request))
        return web.json_response({"ok": True})

    async def press(self, request: web.Request) -> web.Response:
        """`row` and `column` of a callback button, or its `data`; `wait` seconds for the answer."""
        at, given = self._seat(request), await _body(request)
        message_id, data = _message(request), given.get("data")
        if data is None:
            data = people.button(at, message_id, int(given["row"]), int(given["column"])).get("callback_data")
        if data is None:
            raise bad_request("this button calls nothing back")
        query = people.press(at, message_id, str(data), inaccessible=bool(given.get("inaccessible")))
        wait = min(float(given.get("wait", 0)), MAX_WAIT)
        await self.world.feed.wait(lambda: query.answer is not None, wait)
        return web.json_response({"query_id": query.id, "answer": query.answer})

    async def stop(self, request: web.Request) -> web.Response:
        people.stop_draft(self._seat(request), int(request.match_info["draft"]))
        return web.json_response({"ok": True})

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Waits up to `wait` seconds for the bot's answer."""
        at, given = self._seat(request), await _body(request)
        query = people.ask_inline(at, str(given.get("query", "")))
        wait = min(float(given.get("wait", 10)), MAX_WAIT)
        await self.world.feed.wait(lambda: query.answer is not None, wait)
        return web.json_response({"query_id": query.id, "answer": query.answer})

    async def choose_inline(self, request: web.Request) -> web.Response:
        at, given = self._seat(request), await _body(request)
        post = people.choose_inline(at, request.match_info["query"], str(given.get("result_id")))
        return web.json_response(render.message(self.world, post))

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
        chat = request.query.get("chat_id")
        found = self.journal.of(request.query.get("method", ""), None if chat is None else int(chat))
        return web.json_response({"calls": found})

    async def list_faults(self, _: web.Request) -> web.Response:
        armed = {number: asdict(one.fault) for number, one in self.faults.armed.items()}
        return web.json_response({"faults": armed})

    async def add_fault(self, request: web.Request) -> web.Response:
        return web.json_response({"number": self.faults.add(fault_of(await _body(request)))})

    async def remove_faults(self, request: web.Request) -> web.Response:
        number = request.query.get("number")
        self.faults.remove(None if number is None else int(number))
        return web.json_response({"ok": True})

    def _seat(self, request: web.Request) -> Seat:
        try:
            return people.seat(self.world, int(request.match_info["user"]), int(request.match_info["chat"]))
        except ValueError:
            raise ApiError(404, "Not Found") from None


def _message(request: web.Request) -> int:
    return int(request.match_info["message"])


def _number(request: web.Request, name: str, default: float) -> float:
    try:
        return float(request.query.get(name, default))
    except ValueError:
        raise bad_request(f"{name} must be a number") from None


async def _body(request: web.Request) -> dict[str, Any]:
    return (await read_params(request)).values
