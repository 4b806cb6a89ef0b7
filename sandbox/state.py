"""Keep people, chats and files in a JSON file, so that a restarted sandbox goes on where it stopped."""

import asyncio
import itertools
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from sandbox.errors import BadState
from sandbox.model import Chat, Profile, SandboxUser, StoredFile, UserId
from sandbox.world import World

VERSION = 1
PAUSE = 0.5  # seconds in which several changes become one write


@dataclass(frozen=True, slots=True)
class _Kept:
    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    version: int
    profile: Profile
    users: list[SandboxUser]
    chats: list[Chat]
    files: list[StoredFile]
    next_number: int


async def keep_saving(world: World, path: Path) -> None:
    """Write the file a moment after each change, until cancelled."""
    seen = world.feed.revision
    while not world.feed.closed:
        if await world.feed.news(seen, 3600.0):
            await asyncio.sleep(PAUSE)
            seen = world.feed.revision
            save(world, path)
            world.feed.ring()  # for those who wait for the file


def save(world: World, path: Path) -> None:
    kept = _Kept(
        version=VERSION,
        profile=world.profile,
        users=list(world.users.values()),
        chats=list(world.chats.values()),
        files=list(world.files.values()),
        next_number=int(world.new_id()),
    )
    written = path.with_name(path.name + ".new")
    written.write_bytes(TypeAdapter(_Kept).dump_json(kept))
    written.replace(path)


def restore(world: World, path: Path) -> None:
    """Fill a fresh world from the file, if there is one; raises BadState."""
    if not path.exists():
        return
    try:
        kept = TypeAdapter(_Kept).validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise BadState(path) from None
    if kept.version != VERSION:
        raise BadState(path)
    world.profile = kept.profile
    world.users.update({UserId(user.id): user for user in kept.users})
    for chat in kept.chats:
        chat.draft = None
        world.chats[chat.id] = chat
    world.files.update({stored.id: stored for stored in kept.files})
    world.numbers = itertools.count(max(kept.next_number, int(world.new_id())))
