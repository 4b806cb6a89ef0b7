"""`/bot<token>/<method>` and `/file/bot<token>/<path>`: the Bot API over HTTP, faults and limits included."""

import inspect
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from sandbox.entities import units
from sandbox.errors import ApiError
from sandbox.faults import Fault, Faults
from sandbox.journal import Call, Journal
from sandbox.limits import FloodControl
from sandbox.methods import METHODS
from sandbox.params import Params, read_params
from sandbox.world import World

_log = logging.getLogger(__name__)
_GARBAGE = b"<html>\xff\xfe 502 from a proxy with an opinion"
_TOKEN = re.compile(r"(\d{1,16}):\S+")


class _BrokenConnectionError(Exception):
    """Break the connection instead of answering; `code` 0 in the journal."""

    def __init__(self, *, done: bool) -> None:
        self.done = done


class _GarbageError(Exception):
    """Answer with what is no answer; `code` 0 in the journal."""


@dataclass(slots=True)
class BotApi:
    world: World
    faults: Faults
    journal: Journal
    token: str | None = None  # None: any well-formed token
    limits: FloodControl | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self.serve),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        call = Call(method, None, self.world.clock(), 0, 0)
        try:
            self._authorize(request.match_info["token"])
            params = await read_params(request)
            text = params.text("text") or params.text("caption")
            call = Call(method, _chat_of(params), call.at, 0, units(text))
            result = await self._faulty(call, params)
        except ApiError as error:
            self.journal.note(_answered(call, error.code))
            return _refusal(error)
        except _GarbageError:
            self.journal.note(replace(call, done=False))
            return web.Response(body=_GARBAGE, content_type="text/html", charset="utf-8")
        except _BrokenConnectionError as broken:
            self.journal.note(replace(call, done=broken.done))
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self.journal.note(_answered(call, 200))
        return web.json_response({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.Response:
        try:
            self._authorize(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        path = request.match_info["path"]
        for stored in self.world.files.values():
            if stored.path == path:
                return web.Response(body=stored.data, content_type="application/octet-stream")
        return _refusal(ApiError(404, "Not Found"))

    def _authorize(self, token: str) -> None:
        matched = _TOKEN.fullmatch(token)
        if matched is None:
            raise ApiError(404, "Not Found")
        if self.token is not None and token != self.token:
            raise ApiError(401, "Unauthorized")
        self.world.profile.id = int(matched.group(1))

    async def _faulty(self, call: Call, params: Params) -> Any:
        fault = self.faults.strike(call.method, call.chat_id)
        if fault is not None:
            _log.info("fault %s strikes %s", fault.kind, call.method)
            await self._before(fault)
        result = await self._dispatch(call, params)
        if fault is not None and fault.kind == "drop_after":
            raise _BrokenConnectionError(done=True)
        return result

    async def _before(self, fault: Fault) -> None:
        if fault.kind in {"error", "flood"}:
            raise fault.error()
        if fault.kind in {"hang", "slow"}:
            await self.world.feed.wait(lambda: False, fault.seconds)
        if fault.kind in {"hang", "drop"}:
            raise _BrokenConnectionError(done=False)
        if fault.kind == "garbage":
            raise _GarbageError
        if fault.kind == "duplicate":
            self.world.updates.repeat_confirmed()

    async def _dispatch(self, call: Call, params: Params) -> Any:
        method = METHODS.get(call.method)
        if method is None:
            raise ApiError(404, "Not Found")
        if self.limits is not None:
            self.limits.check(call.method, call.chat_id)
        result = method(self.world, params)
        return await result if inspect.isawaitable(result) else result


def _chat_of(params: Params) -> int | None:
    try:
        return params.chat_id
    except ApiError:
        return None


def _answered(call: Call, code: int) -> Call:
    return replace(call, code=code)


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters is not None:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
