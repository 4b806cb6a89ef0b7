"""`/sandbox/...`: people over HTTP, for the page and for tests. README.md lists the routes."""

from dataclasses import dataclass

from aiohttp import web

from sandbox import contents, people, render, view
from sandbox.entities import formatted, split_paste
from sandbox.errors import bad_request
from sandbox.model import Json, SandboxUser
from sandbox.params import Params, read_params
from sandbox.people import Seat
from sandbox.world import World

_FIRST_FREE_ID = 1001
_USER = r"/sandbox/users/{user:\d+}"
_CHAT = _USER + r"/chats/{chat:-?\d+}"
_MESSAGE = _CHAT + r"/messages/{message:\d+}"


@dataclass(frozen=True, slots=True)
class Control:
    """What people do and what they see."""

    world: World

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/sandbox/users", self.add_user),
            web.post(_USER + "/block", self.block),
            web.get(_CHAT, self.chat),
            web.post(_CHAT + "/messages", self.send),
            web.patch(_MESSAGE, self.edit),
            web.delete(_MESSAGE, self.delete),
            web.post(_MESSAGE + "/press", self.press),
            web.post(_CHAT + r"/drafts/{draft:-?\d+}/stop", self.stop),
            web.post(_CHAT + "/inline", self.ask_inline),
            web.post(_CHAT + "/inline/{query}/choose", self.choose_inline),
        ]

    async def chat(self, request: web.Request) -> web.Response:
        """The chat; with `since` waits up to `timeout` seconds for something newer than that revision."""
        at, asked = self._seat(request), Params(dict(request.query))
        since, seconds = asked.integer("since", -1), asked.seconds("timeout")
        feed = self.world.feed
        await feed.wait(lambda: feed.touched(at.chat.id) > since, seconds)
        return web.json_response(view.chat(at))

    async def add_user(self, request: web.Request) -> web.Response:
        given = await read_params(request)
        taken = self.world.users
        user_id = given.integer("id") or max([_FIRST_FREE_ID, *(one + 1 for one in taken)])
        if user_id in taken or user_id <= 0:
            raise bad_request(f"user id {user_id} is taken or not positive")
        name = given.text("first_name").strip()
        if not name:
            raise bad_request("first_name must be non-empty")
        texts = {key: given.text(key) for key in ("last_name", "username", "role")}
        user = SandboxUser(user_id, name, **texts, started=given.flag("started", default=True))
        self.world.add_user(user)
        return web.json_response(render.person(self.world, user))

    async def block(self, request: web.Request) -> web.Response:
        user_id = int(request.match_info["user"])
        given = await read_params(request)
        people.block(people.seat(self.world, user_id, user_id), blocked=given.flag("blocked", default=True))
        return web.json_response({"ok": True})

    async def send(self, request: web.Request) -> web.Response:
        """JSON or multipart: `text`, or `kind` with `caption`, `file`, `album`; `reply_to`; `forward`."""
        at, params = self._seat(request), await read_params(request)
        reply_to = params.integer("reply_to") or None
        forward = params.object("forward")
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
            content = contents.media_content(self.world, kind, upload, params.text("caption"))
            return [contents.in_album(content, params.text("album"))]
        given = params.text("text")
        texts = [formatted(part, None, params.objects("entities")) for part in split_paste(given)]
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
        at, given = self._seat(request), await read_params(request)
        message_id, data = _message(request), given.values.get("data")
        if data is None:
            button = people.button(at, message_id, given.integer("row"), given.integer("column"))
            data = button.get("callback_data")
        if data is None:
            raise bad_request("this button calls nothing back")
        query = people.press(at, message_id, str(data), inaccessible=given.flag("inaccessible"))
        await self.world.feed.wait(lambda: query.answer is not None, given.seconds("wait"))
        return web.json_response({"query_id": query.id, "answer": query.answer})

    async def stop(self, request: web.Request) -> web.Response:
        people.stop_draft(self._seat(request), int(request.match_info["draft"]))
        return web.json_response({"ok": True})

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Waits up to `wait` seconds for the bot's answer."""
        at, given = self._seat(request), await read_params(request)
        query = people.ask_inline(at, given.text("query"), given.text("offset"))
        await self.world.feed.wait(lambda: query.answer is not None, given.seconds("wait"))
        return web.json_response({"query_id": query.id, "answer": query.answer})

    async def choose_inline(self, request: web.Request) -> web.Response:
        at, given = self._seat(request), await read_params(request)
        post = people.choose_inline(at, request.match_info["query"], given.text("result_id"))
        return web.json_response(render.message(self.world, post))

    def _seat(self, request: web.Request) -> Seat:
        return people.seat(self.world, int(request.match_info["user"]), int(request.match_info["chat"]))


def _message(request: web.Request) -> int:
    return int(request.match_info["message"])
