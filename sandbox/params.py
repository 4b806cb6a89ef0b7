"""Arguments of one Bot API call, however they came: query string, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.errors import ApiError, bad_request
from sandbox.model import Json

MAX_WAIT = 60.0  # seconds of one long poll
_TRUE = frozenset({"true", "yes", "1", "True"})


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}": integer expected') from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else str(value) in _TRUE

    def seconds(self, name: str) -> float:
        """How long to wait: 0 when absent, at most MAX_WAIT."""
        try:
            return min(max(float(self.values.get(name) or 0), 0.0), MAX_WAIT)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}": number expected') from None

    def parsed(self, name: str) -> Any:
        """A JSON-serialized object or list; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def listed(self, name: str) -> list[Any] | None:
        value = self.parsed(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name}: Array expected")
        return value

    def objects(self, name: str) -> list[Json]:
        """A list of JSON objects, empty when absent."""
        given = self.listed(name) or []
        if not all(isinstance(one, dict) for one in given):
            raise bad_request(f"can't parse {name}: Objects expected")
        return given

    def object(self, name: str) -> Json | None:
        """One JSON object; None when absent."""
        value = self.parsed(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def numbers(self, name: str) -> list[int]:
        given = self.listed(name) or []
        if not all(isinstance(one, int) for one in given):
            raise bad_request(f"can't parse {name}: Numbers expected")
        return given

    @property
    def chat_id(self) -> int:
        if not self.text("chat_id"):
            raise bad_request("chat_id is empty")
        return self.integer("chat_id")

    def file(self, name: str) -> Upload | str:
        """What was uploaded under `name`, or the file_id or URL given instead."""
        if name in self.uploads:
            return self.uploads[name]
        reference = self.text(name)
        if reference.startswith("attach://"):
            attached = self.uploads.get(reference.removeprefix("attach://"))
            if attached is None:
                raise bad_request(f"there is no {name} in the request")
            return attached
        if not reference:
            raise bad_request(f"there is no {name} in the request")
        return reference


async def read_params(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse request JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("request JSON must be an object")
        values.update(body)
    else:
        await _read_form(request, values, uploads)
    return Params(values, uploads)


async def _read_form(request: web.Request, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else value.decode()
