"""All that a bot has ever put before somebody, and presses on all of it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from sandbox.server import Sandbox
from storage.database import Database
from storage.jobs import Jobs
from storage.records import UserId
from storage.variants import Variants
from tests.people import Person
from tests.screen import Json

# Whose rows they are is said by another table.
THROUGH = {
    "variant": "job_id IN (SELECT id FROM job WHERE user_id = ?1)",
    "standing": "root_id IN (SELECT variant.id FROM variant JOIN job ON job.id = job_id WHERE user_id = ?1)",
    "search": "rowid IN (SELECT id FROM brief WHERE user_id = ?1)",
    "user": "id = ?1",
    "conversation": "json_extract(key, '$[2]') = ?1",
    "broadcast": "author_id = ?1",
    "audit": "actor_id = ?1",
    "receipt": "user_id = ?1 AND 0",  # of a broadcast: the sender's business
}
NOBODYS = {"setting", "file_version", "handled_update", "kept_update"}


Row = tuple[Any, ...]


async def belongings(database: Database, user_id: UserId) -> dict[str, list[Row]]:
    """Every row that is this person's, by table. A table that nobody has thought of fails the test."""
    found = {}
    tables = await database.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'view'"
    )
    for name in {row["name"] for row in tables} - NOBODYS:
        if name.startswith(("sqlite_", "search_")):
            continue
        columns = [
            row["name"] for row in await database.rows("SELECT name FROM pragma_table_info(?)", (name,))
        ]
        if name not in THROUGH and "user_id" not in columns:
            raise AssertionError(f"whose are the rows of the table {name}?")
        rows = await database.rows(
            f"SELECT * FROM {name} WHERE {THROUGH.get(name, 'user_id = ?1')}",  # names of tables
            (user_id,),
        )
        found[name] = sorted(map(tuple, rows), key=repr)
    return found


@dataclass(slots=True)
class Ledger:
    """What has happened in the sandbox's chats, every state of every message. ``read`` at least once in a
    while: the sandbox forgets."""

    sandbox: Sandbox
    events: list[Json] = field(default_factory=list)
    _seen: int = 0

    def read(self) -> "Ledger":
        feed = self.sandbox.world.feed
        news = feed.after(self._seen)
        if news is None:
            raise AssertionError("the sandbox has forgotten events: read the ledger more often")
        self.events += json.loads(json.dumps(news))
        self._seen = feed.revision
        return self

    def of(self, person: Person) -> list[Json]:
        return [one for one in self.events if one["chat_id"] == person.chat_id]

    def buttons(self, person: Person) -> dict[str, int]:
        """Every callback button that was ever before this person, with the message that it was under."""
        found: dict[str, int] = {}
        for event in self.of(person):
            message = event.get("message") or {}
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                found |= {
                    one["callback_data"]: message["message_id"] for one in row if "callback_data" in one
                }
        return found

    def said(self, person: Person) -> str:
        """Everything that a bot has shown to this person: messages, drafts, answers, offers, as JSON."""
        own = [
            one
            for one in self.of(person)
            if (one.get("message") or {}).get("from", {"is_bot": True})["is_bot"]
        ]
        return json.dumps(own, ensure_ascii=False)

    def messages(self, person: Person) -> list[Json]:
        """What a bot has sent to this person, as it was sent."""
        sent = [one["message"] for one in self.of(person) if one["type"] == "message"]
        return [one for one in sent if one["from"]["is_bot"]]

    def documents(self, person: Person) -> list[str]:
        return [one["document"]["file_name"] for one in self.messages(person) if "document" in one]

    async def settled(self, database: Database) -> None:
        """Wait until nothing is being written or delivered."""
        feed = self.sandbox.world.feed
        while await Jobs(database).unfinished() or await Variants(database).undelivered():
            await feed.news(feed.revision, 1.0)
        self.read()


def family(data: str) -> str:
    return data.split(":")[0]


def shape(data: str) -> str:
    """Without the numbers: what a button is about, whatever row it names."""
    return re.sub(r"\d+", "#", data)


def families() -> dict[str, type[CallbackData]]:
    """Every kind of button there is in the code."""
    return {one.__prefix__: one for one in _subclasses(CallbackData) if one.__module__.startswith("handlers")}


def forged(ids: dict[str, int]) -> Iterator[str]:
    """One of each kind of button, as a modified client would make it from what it can guess: ``ids``."""
    for prefix, kind in families().items():
        values = [str(_value(name, info.annotation, ids)) for name, info in kind.model_fields.items()]
        yield ":".join([prefix, *values])


def _value(name: str, annotation: Any, ids: dict[str, int]) -> object:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation)).value
    return ids.get(name, 1)


def _subclasses(kind: type[CallbackData]) -> Iterator[type[CallbackData]]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)


async def explore(person: Person, ledger: Ledger, *, leave: Iterable[str], most: int = 4) -> None:
    """Press one button of every kind and shape that comes up, ``most`` of a kind, until nothing new does.

    ``leave`` some kinds alone.
    """
    left, shapes, pressed = set(leave), set[str](), Counter[str]()
    while due := [
        (data, message_id)
        for data, message_id in ledger.read().buttons(person).items()
        if shape(data) not in shapes and family(data) not in left and pressed[family(data)] < most
    ]:
        data, message_id = due[0]
        shapes.add(shape(data))
        pressed[family(data)] += 1
        await person.press_data(data, message_id, there=True)
