"""Announcements to everybody: who has got one, who is still to get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row
from typing import NewType

from storage import audit
from storage.audit import Action, Deed
from storage.database import Database
from storage.records import ChatId, MessageId, Role, UserId

BroadcastId = NewType("BroadcastId", int)


class BroadcastState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Receipt(StrEnum):
    """How far an announcement has come on its way to one user."""

    WAITING = "waiting"
    SENDING = "sending"  # handed to Telegram; after a crash nobody knows, and it is not sent again
    SENT = "sent"
    UNREACHABLE = "unreachable"  # he has blocked the bot
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """``text`` is plain. ``chat_id`` and ``message_id``: the message that shows its progress."""

    id: BroadcastId
    author_id: UserId
    text: str
    state: BroadcastState
    created_at: datetime
    chat_id: ChatId | None
    message_id: MessageId | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many users stand where; ``unsure`` are those a crash has left open."""

    total: int
    sent: int
    unreachable: int
    refused: int
    unsure: int
    waiting: int


class Broadcasts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, author_id: UserId, text: str, roles: Iterable[Role], *, key: str) -> Broadcast:
        """Store an announcement with everybody who is to get it; the same ``key`` gets the same one."""
        wanted = tuple(roles)
        now = self._database.time()
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO broadcast (key, author_id, text, state, created_at)"
                " VALUES (?, ?, ?, 'running', ?) ON CONFLICT (key) DO NOTHING RETURNING *",
                (key, author_id, text, now),
            )
            for made in map(_broadcast, found):
                await tx.executemany(
                    "INSERT INTO receipt (broadcast_id, user_id, changed_at)"
                    " SELECT ?, id, ? FROM user WHERE role = ? AND id <> ?",
                    [(made.id, now, role, author_id) for role in wanted],
                )
                await audit.write(tx, Deed(author_id, Action.BROADCAST, subject=str(made.id)), now)
                return made
            (existing,) = await tx.execute_fetchall("SELECT * FROM broadcast WHERE key = ?", (key,))
            return _broadcast(existing)

    async def get(self, broadcast_id: BroadcastId) -> Broadcast | None:
        row = await self._database.row("SELECT * FROM broadcast WHERE id = ?", (broadcast_id,))
        return None if row is None else _broadcast(row)

    async def running(self) -> tuple[Broadcast, ...]:
        """Oldest first."""
        found = await self._database.rows("SELECT * FROM broadcast WHERE state = 'running' ORDER BY id")
        return tuple(map(_broadcast, found))

    async def attach(self, broadcast_id: BroadcastId, chat_id: ChatId, message_id: MessageId) -> None:
        """Remember the message that shows its progress."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE broadcast SET chat_id = ?, message_id = ? WHERE id = ?",
                (chat_id, message_id, broadcast_id),
            )

    async def next(self, broadcast_id: BroadcastId) -> UserId | None:
        """Take one of those who wait, in one step: nobody is taken twice, not even after a crash."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE receipt SET state = 'sending', changed_at = ?1"
                " WHERE broadcast_id = ?2 AND user_id = ("
                "  SELECT min(user_id) FROM receipt JOIN broadcast ON broadcast.id = broadcast_id"
                "  WHERE broadcast_id = ?2 AND receipt.state = 'waiting' AND broadcast.state = 'running')"
                " RETURNING user_id",
                (self._database.time(), broadcast_id),
            )
            return next((UserId(row["user_id"]) for row in found), None)

    async def mark(self, broadcast_id: BroadcastId, user_id: UserId, receipt: Receipt) -> None:
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE receipt SET state = ?, changed_at = ? WHERE broadcast_id = ? AND user_id = ?",
                (receipt, self._database.time(), broadcast_id, user_id),
            )

    async def finish(self, broadcast_id: BroadcastId) -> None:
        await self._close(broadcast_id, BroadcastState.DONE)

    async def stop(self, broadcast_id: BroadcastId, actor_id: UserId) -> bool:
        """``False``: it is over already."""
        deed = Deed(actor_id, Action.STOP_BROADCAST, subject=str(broadcast_id))
        return await self._close(broadcast_id, BroadcastState.STOPPED, deed)

    async def reach(self, broadcast_id: BroadcastId) -> Reach:
        found = await self._database.rows(
            "SELECT state, count(*) AS users FROM receipt WHERE broadcast_id = ? GROUP BY state",
            (broadcast_id,),
        )
        counts = {Receipt(row["state"]): int(row["users"]) for row in found}
        return Reach(
            total=sum(counts.values()),
            sent=counts.get(Receipt.SENT, 0),
            unreachable=counts.get(Receipt.UNREACHABLE, 0),
            refused=counts.get(Receipt.REFUSED, 0),
            unsure=counts.get(Receipt.SENDING, 0),
            waiting=counts.get(Receipt.WAITING, 0),
        )

    async def _close(
        self, broadcast_id: BroadcastId, state: BroadcastState, deed: Deed | None = None
    ) -> bool:
        now = self._database.time()
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE broadcast SET state = ?, finished_at = ? WHERE id = ? AND state = 'running'"
                " RETURNING id",
                (state, now, broadcast_id),
            )
            is_closed = bool(list(found))
            if is_closed and deed is not None:
                await audit.write(tx, deed, now)
            return is_closed


def _broadcast(row: Row) -> Broadcast:
    return Broadcast(
        id=BroadcastId(row["id"]),
        author_id=UserId(row["author_id"]),
        text=row["text"],
        state=BroadcastState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        chat_id=None if row["chat_id"] is None else ChatId(row["chat_id"]),
        message_id=None if row["message_id"] is None else MessageId(row["message_id"]),
    )
