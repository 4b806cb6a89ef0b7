"""People who talk to the bot over HTTP, for conversation tests against the sandbox.

    async with Sandbox.open() as sandbox, Town.open(sandbox.url) as town:
        anna = await town.person("Анна", id=101)
        answer = await anna.ask("/start")              # sends and waits for what the bot says
        await anna.click("Новый текст")                 # the newest such button; waits for its answer
        await anna.sees("Пришлите текст")               # waits until the bot has said it
        await anna.until(lambda chat: chat.draft)       # waits for anything at all
        assert anna.last.text == "..."

Nothing here sleeps: waits end with the change they wait for. `anna.messages`, `anna.last`, `anna.draft`
and `anna.answers` are what was on her screen when her last awaited call returned.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from tests.screen import Answer, Button, Json, Message
from tests.watching import PATIENCE, Watcher, Wire


@dataclass(slots=True)
class Town(Wire):
    """All people of one sandbox. `patience` is how many seconds they wait for the bot."""

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, patience: float = PATIENCE) -> AsyncIterator[Self]:
        async with aiohttp.ClientSession() as http:
            yield cls(url, http, patience)

    async def person(self, name: str, *, id: int | None = None, started: bool = True) -> "Person":  # noqa: A002
        """Somebody of this name: the one with this id if there is one, else a newcomer.

        `started=False`: has never written to the bot, so the bot can't write first.
        """
        state = await self.call("GET", "/sandbox/state")
        known = [
            one for one in state["users"] if one["id"] == id or (id is None and one["first_name"] == name)
        ]
        if not known:
            given = {"id": id, "first_name": name, "started": started}
            known = [await self.call("POST", "/sandbox/users", json=given)]
        found = Person(self, known[0]["id"], known[0]["first_name"], known[0]["id"])
        await found.look()
        return found

    async def group(self) -> int:
        """The id of the group chat: `anna.at(await town.group())`."""
        state = await self.call("GET", "/sandbox/state")
        return int(state["groups"][0]["id"])

    async def calls(self, method: str = "", *, of: "Person | None" = None) -> list[Json]:
        """What the bot has called: dicts of method (lower case), chat_id, at, code, units."""
        query = {"method": method} | ({} if of is None else {"chat_id": str(of.chat_id)})
        found: list[Json] = (await self.call("GET", "/sandbox/calls", params=query))["calls"]
        return found

    async def fault(self, kind: str, method: str = "*", **details: object) -> int:
        """Script a failure of the Bot API (sandbox.faults.Fault); its number is for `heal`."""
        armed = await self.call("POST", "/sandbox/faults", json={"kind": kind, "method": method, **details})
        return int(armed["number"])

    async def heal(self, number: int | None = None) -> None:
        await self.call("DELETE", "/sandbox/faults", params={} if number is None else {"number": str(number)})


@dataclass(slots=True)
class Person(Watcher):
    """Somebody in one chat with the bot (a private one unless made by `at`)."""

    clipboard: str = ""

    async def send(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write; over 4096 characters it goes as several messages and the last is returned."""
        return (await self._send({"text": text}, reply_to))[-1]

    async def ask(self, text: str, *, within: float | None = None) -> Message:
        """Write and wait for the first thing the bot says after that."""
        return await self.reply_after(await self.send(text), within=within)

    async def forward(self, text: str, *, channel: str = "Новости отрасли") -> Message:
        return (await self._send({"text": text, "forward": {"channel": channel}}))[-1]

    async def forward_photo(self, caption: str = "", *, album: str = "") -> Message:
        """A post with a picture."""
        post = {
            "kind": "photo",
            "caption": caption,
            "album": album,
            "forward": {"channel": "Новости отрасли"},
        }
        return (await self._send(post))[-1]

    async def send_document(
        self, name: str, data: bytes, *, caption: str = "", album: str = "", forwarded: bool = False
    ) -> Message:
        """A file, perhaps one of an `album`, or a post with a file."""
        forward = json.dumps({"channel": "Новости отрасли"}) if forwarded else ""
        return await self._upload(
            "document", name, data, {"caption": caption, "album": album, "forward": forward}
        )

    async def attach(
        self, name: str, data: bytes, *, caption: str = "", within: float | None = None
    ) -> Message:
        """Send a file and wait for the first thing the bot says to it."""
        return await self.reply_after(await self.send_document(name, data, caption=caption), within=within)

    async def send_photo(self, data: bytes = b"", *, caption: str = "") -> Message:
        if not data:
            return await self.send_kind("photo", caption=caption)
        return await self._upload("photo", "photo.png", data, {"caption": caption})

    async def send_sticker(self) -> Message:
        return await self.send_kind("sticker")

    async def send_kind(self, kind: str, *, caption: str = "") -> Message:
        """Anything else: voice, video, animation, location, contact, poll, dice, ..."""
        return (await self._send({"kind": kind, "caption": caption}))[-1]

    async def edit(self, message: Message, text: str) -> None:
        await self._call("PATCH", f"/messages/{message.id}", json={"text": text})

    async def delete(self, message: Message) -> None:
        await self._call("DELETE", f"/messages/{message.id}")

    async def click(self, label: str, *, of: Message | None = None, within: float | None = None) -> Answer:
        """Press the newest button whose text contains `label`; returns what the bot answered to it.

        A copy button fills `clipboard`; a link returns its address; a disabled one fails the test.
        """
        message, button = self._button(label, of)
        if button.disabled:
            raise AssertionError(f"The button «{button.text}» is disabled.\n{self.screen.transcript()}")
        if button.data is None:
            self.clipboard = button.copy_text or self.clipboard
            return Answer(text="", show_alert=False, url=button.url or "", query_id="")
        return await self._pressed(message.id, {"data": button.data}, label, within)

    async def press(self, label: str, *, of: Message | None = None) -> None:
        """Press without waiting for an answer: twice in a row, or while the bot is down."""
        message, button = self._button(label, of)
        await self._call("POST", f"/messages/{message.id}/press", json={"data": button.data})

    async def press_data(
        self, data: str, message_id: int = 1, *, within: float | None = None, there: bool = False
    ) -> Answer:
        """Press a button that isn't there: of a deleted message, or forged by a modified client.

        `there`: the message is, though, and Telegram shows it to the bot.
        """
        return await self._pressed(message_id, {"data": data, "inaccessible": not there}, data, within)

    async def stop(self) -> None:
        """Press the native Stop button of the draft."""
        await self.look()
        if self.draft is None or not self.draft.can_stop:
            raise AssertionError(f"There is no draft to stop.\n{self.screen.transcript()}")
        await self._call("POST", f"/drafts/{self.draft.id}/stop")

    async def block(self, *, blocked: bool = True) -> None:
        await self.wire.call("POST", f"/sandbox/users/{self.id}/block", json={"blocked": blocked})

    async def inline(self, query: str, *, within: float | None = None) -> tuple[str, list[Json]]:
        """Type `@bot query`: the query's id and its results (id, title, description)."""
        wait = self.wire.patience if within is None else within
        asked = await self._call("POST", "/inline", json={"query": query, "wait": wait})
        if asked["answer"] is None:
            raise AssertionError(f"The bot did not answer the inline query «{query}» within {wait} s.")
        return asked["query_id"], asked["answer"]["results"]

    async def inline_answer(self, query: str, *, offset: str = "") -> Json:
        """Type `@bot query` and get the whole answer, as the bot gave it."""
        asked = await self._call(
            "POST", "/inline", json={"query": query, "offset": offset, "wait": self.wire.patience}
        )
        return {"query_id": asked["query_id"], **asked["answer"]}

    async def choose_inline(self, query_id: str, result_id: str) -> None:
        await self._call("POST", f"/inline/{query_id}/choose", json={"result_id": result_id})

    async def download(self, message: Message) -> bytes:
        """The bytes of the file in a message."""
        url = f"{self.wire.url}/sandbox/files/{message.file_id}"
        async with self.wire.http.get(url) as response:
            return await response.read()

    def at(self, chat_id: int) -> "Person":
        """The same person in another chat, such as the group."""
        return Person(self.wire, self.id, self.name, chat_id)

    # The wire

    async def _send(self, body: Json, reply_to: Message | None = None) -> list[Message]:
        if reply_to is not None:
            body["reply_to"] = reply_to.id
        sent = await self._call("POST", "/messages", json=body)
        return await self._own(sent)

    async def _upload(self, kind: str, name: str, data: bytes, fields: dict[str, str]) -> Message:
        given = {name: value for name, value in fields.items() if value}
        form = aiohttp.FormData({"kind": kind, **given}, quote_fields=False)
        form.add_field("file", data, filename=name)
        return (await self._own(await self._call("POST", "/messages", data=form)))[-1]

    async def _own(self, sent: Json) -> list[Message]:
        await self.look()
        ids = {one["message_id"] for one in sent["messages"]}
        return [one for one in self.messages if one.id in ids]

    def _button(self, label: str, of: Message | None) -> tuple[Message, Button]:
        messages: Sequence[Message] = self.messages if of is None else [self._fresh(of)]
        for message in reversed(messages):
            for button in message.buttons:
                if label in button.text:
                    return message, button
        visible = "\n".join(f"  [{button.text}]" for message in messages for button in message.buttons)
        raise AssertionError(
            f"No button «{label}». Visible ones:\n{visible or '  none'}\n{self.screen.transcript()}"
        )

    def _fresh(self, message: Message) -> Message:
        return next((one for one in self.messages if one.id == message.id), message)

    async def _pressed(self, message_id: int, body: Json, label: str, within: float | None) -> Answer:
        wait = self.wire.patience if within is None else within
        query = await self._call("POST", f"/messages/{message_id}/press", json={**body, "wait": wait})
        await self.look()
        if query["answer"] is None:
            raise AssertionError(f"«{label}» got no answer in {wait:g} s.\n{self.screen.transcript()}")
        return Answer(query_id=query["query_id"], **query["answer"])


async def together(*actions: Awaitable[Any]) -> list[Any]:
    """Several people at once."""
    return list(await asyncio.gather(*actions))
