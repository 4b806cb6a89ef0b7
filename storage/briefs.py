"""Briefs with their cards."""

import asyncio
from dataclasses import replace

from copywriting.brief import Brief
from storage import rows, search, words
from storage.database import Database
from storage.records import BriefId, ChatId, MessageId, StoredBrief, UserId


class Briefs:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, user_id: UserId, chat_id: ChatId, brief: Brief, variants: int, *, key: str | None = None
    ) -> StoredBrief:
        """Store a new brief. With a ``key`` (the message it came from) the same one is never stored twice."""
        now = self._database.time()
        lemmas = await asyncio.to_thread(search.of_brief, brief)
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO brief (user_id, chat_id, key, brief, variants, created_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING *",
                (user_id, chat_id, key, rows.dump_brief(brief), variants, now, now),
            )
            (stored,) = map(rows.brief, found)
            if stored.brief == brief:
                await search.put_brief(tx, stored.id, lemmas)
            return stored

    async def get(self, brief_id: BriefId) -> StoredBrief | None:
        row = await self._database.row("SELECT * FROM brief WHERE id = ?", (brief_id,))
        return None if row is None else rows.brief(row)

    async def by_key(self, key: str) -> StoredBrief | None:
        """The brief that a message has become."""
        row = await self._database.row("SELECT * FROM brief WHERE key = ?", (key,))
        return None if row is None else rows.brief(row)

    async def by_card(self, user_id: UserId, message_id: MessageId) -> StoredBrief | None:
        """The brief of his whose card stands in this message."""
        row = await self._database.row(
            "SELECT * FROM brief WHERE user_id = ? AND card_message_id = ? ORDER BY id DESC LIMIT 1",
            (user_id, message_id),
        )
        return None if row is None else rows.brief(row)

    async def latest(self, user_id: UserId) -> StoredBrief | None:
        row = await self._database.row(
            "SELECT * FROM brief WHERE user_id = ? ORDER BY id DESC LIMIT 1", (user_id,)
        )
        return None if row is None else rows.brief(row)

    async def without_card(self) -> tuple[StoredBrief, ...]:
        """Those whose card was still to be sent when the process ended, oldest first."""
        found = await self._database.rows("SELECT * FROM brief WHERE card_message_id IS NULL ORDER BY id")
        return tuple(map(rows.brief, found))

    async def of_user(self, user_id: UserId, *, limit: int, offset: int = 0) -> tuple[StoredBrief, ...]:
        """Newest first."""
        found = await self._database.rows(
            "SELECT * FROM brief WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
            (user_id, limit, offset),
        )
        return tuple(map(rows.brief, found))

    async def change(self, brief_id: BriefId, brief: Brief, variants: int) -> StoredBrief | None:
        """``None`` when it no longer exists."""
        lemmas = await asyncio.to_thread(search.of_brief, brief)
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE brief SET brief = ?, variants = ?, changed_at = ? WHERE id = ? RETURNING *",
                (rows.dump_brief(brief), variants, self._database.time(), brief_id),
            )
            for changed in map(rows.brief, found):
                await search.put_brief(tx, brief_id, lemmas)
                return changed
        return None

    async def append_seed(self, brief_id: BriefId, text: str, *, separator: str = "\n") -> StoredBrief | None:
        """Add the next part of a paste that the client has cut; ``None`` when the brief no longer exists."""
        lemmas = await asyncio.to_thread(words.indexed, text)
        async with self._database.transaction() as tx:
            found = list(await tx.execute_fetchall("SELECT * FROM brief WHERE id = ?", (brief_id,)))
            if not found:
                return None
            stored = rows.brief(found[0])
            longer = replace(stored.brief, seed=f"{stored.brief.seed}{separator}{text}")
            await tx.execute(
                "UPDATE brief SET brief = ?, changed_at = ? WHERE id = ?",
                (rows.dump_brief(longer), self._database.time(), brief_id),
            )
            await search.lengthen_brief(tx, brief_id, lemmas)
            return replace(stored, brief=longer)

    async def attach_card(self, brief_id: BriefId, message_id: MessageId) -> None:
        async with self._database.transaction() as tx:
            await tx.execute("UPDATE brief SET card_message_id = ? WHERE id = ?", (message_id, brief_id))

    async def delete(self, brief_id: BriefId) -> bool:
        """Delete it with its jobs, variants and choices; ``False`` when it was gone already."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall("DELETE FROM brief WHERE id = ? RETURNING id", (brief_id,))
            return bool(list(found))
