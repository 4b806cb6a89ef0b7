"""Whatever is sent to it, the server answers in JSON and never with its own crash."""

from random import Random
from typing import Any

import aiohttp
import pytest

from sandbox import TOKEN, Sandbox
from sandbox.methods import METHODS
from tests.people import Person

_NAMES = (
    *(
        "chat_id",
        "message_id",
        "text",
        "parse_mode",
        "entities",
        "reply_markup",
        "reply_parameters",
        "caption",
    ),
    *(
        "draft_id",
        "action",
        "callback_query_id",
        "inline_query_id",
        "results",
        "commands",
        "scope",
        "message_ids",
    ),
    *("document", "photo", "file_id", "from_chat_id", "user_id", "menu_button", "offset", "limit", "url"),
    *("allowed_updates", "link_preview_options", "caption_entities", "show_alert", "language_code"),
)
_VALUES: tuple[Any, ...] = (
    *(None, 0, 1, -1, 101, 10**30, 1.5, True, "", "x", "101", "<b>", "[", "{}", "[[]]", "null", "HTML"),
    *(
        [],
        [1],
        [None],
        [[]],
        [{}],
        {},
        {"inline_keyboard": 1},
        {"inline_keyboard": [[{}], [1]]},
        {"type": []},
    ),
    {"inline_keyboard": [[{"text": "x", "callback_data": {}, "style": []}]]},
    {"keyboard": [[{"text": ["x"]}]], "remove_keyboard": "yes"},
    {"message_id": 1, "chat_id": {}},
    [{"type": "bold", "offset": 0, "length": 10**9}, {"type": 1}],
    [{"id": "1", "type": "article", "title": {}, "input_message_content": []}],
    [{"command": [], "description": None}],
)


async def _call(http: aiohttp.ClientSession, sandbox: Sandbox, method: str, body: dict[str, Any]) -> Any:
    async with http.post(f"{sandbox.url}/bot{TOKEN}/{method}", json=body) as response:
        assert response.status < 500, body
        return await response.json()


@pytest.mark.parametrize("method", [name for name in METHODS if name != "setwebhook"])
async def test_no_bot_call_breaks_the_server(sandbox: Sandbox, anna: Person, method: str) -> None:
    own = await anna.send("первое сообщение")
    random = Random(method)
    async with aiohttp.ClientSession() as http:
        bots = await _call(http, sandbox, "sendMessage", {"chat_id": anna.id, "text": "x"})
        for _ in range(60):
            # Mostly sensible, so that the nonsense gets past the first checks.
            body = {name: random.choice(_VALUES) for name in random.sample(_NAMES, 6)}
            body |= {"chat_id": random.choice((anna.id, anna.id, -1)), "timeout": 0}
            body |= random.choice(({"text": "y"}, {}))
            body |= random.choice(({"message_id": bots["result"]["message_id"]}, {"from_chat_id": anna.id}))
            body |= random.choice(({}, {"reply_markup": random.choice(_VALUES)}, {"message_id": own.id}))
            assert "ok" in await _call(http, sandbox, method, body)
    await anna.look()


@pytest.mark.parametrize(
    "name",
    ["chat_id", "text", "entities", "parse_mode", "reply_markup", "reply_parameters", "link_preview_options"],
)
async def test_no_argument_of_a_message_breaks_the_server(sandbox: Sandbox, anna: Person, name: str) -> None:
    async with aiohttp.ClientSession() as http:
        for value in _VALUES:
            await _call(http, sandbox, "sendMessage", {"chat_id": anna.id, "text": "x", name: value})
    await anna.look()


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "users"),
        ("POST", "users/101/block"),
        ("GET", "users/101/chats/101?since=x&timeout=y"),
        ("GET", "users/101/chats/102"),
        ("GET", "users/x/chats/y"),
        ("POST", "users/101/chats/101/messages"),
        ("PATCH", "users/101/chats/101/messages/99"),
        ("DELETE", "users/101/chats/101/messages/99"),
        ("POST", "users/101/chats/101/messages/99/press"),
        ("POST", "users/101/chats/101/drafts/1/stop"),
        ("POST", "users/101/chats/101/inline/1/choose"),
        ("GET", "files/unknown"),
        ("POST", "faults"),
        ("DELETE", "faults?number=x"),
    ],
)
@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"id": "x", "first_name": 1, "row": [], "forward": 1, "times": []}']
)
async def test_no_nonsense_of_people_breaks_the_server(
    sandbox: Sandbox, verb: str, path: str, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{sandbox.url}/sandbox/{path}"
    async with (
        aiohttp.ClientSession() as http,
        http.request(verb, url, data=body, headers=headers) as response,
    ):
        assert response.status < 500, await response.text()
