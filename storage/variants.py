"""Variants on their way from a plan to a chat, and which of them was chosen."""

import asyncio
from collections.abc import Iterable
from sqlite3 import Row

from aiosqlite import Connection

from copywriting.brief import AngleSlug
from copywriting.report import Report
from storage import rows, search, words
from storage.database import Database
from storage.records import BriefId, ChatId, Choice, JobId, MessageId, Step, UserId, Variant, VariantId


class Variants:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, variant_id: VariantId) -> Variant | None:
        row = await self._database.row("SELECT * FROM variant_card WHERE id = ?", (variant_id,))
        return None if row is None else rows.variant(row)

    async def of_job(self, job_id: JobId) -> tuple[Variant, ...]:
        """In order of position, planned ones too."""
        found = await self._database.rows(
            "SELECT * FROM variant_card WHERE job_id = ? ORDER BY position", (job_id,)
        )
        return tuple(map(rows.variant, found))

    async def of_brief(self, brief_id: BriefId) -> tuple[Variant, ...]:
        """In order of their jobs, planned ones too."""
        found = await self._database.rows(
            "SELECT * FROM variant_card WHERE brief_id = ? ORDER BY job_id, position", (brief_id,)
        )
        return tuple(map(rows.variant, found))

    async def lineage(self, variant_id: VariantId) -> tuple[Variant, ...]:
        """From the original to this version, each the parent of the next; empty when it is gone."""
        found = await self._database.rows(
            "WITH RECURSIVE line (id) AS (SELECT ? UNION ALL SELECT variant.parent_id FROM line"
            " JOIN variant ON variant.id = line.id WHERE variant.parent_id IS NOT NULL)"
            " SELECT * FROM variant_card WHERE id IN (SELECT id FROM line) ORDER BY version",
            (variant_id,),
        )
        return tuple(map(rows.variant, found))

    async def family(self, variant_id: VariantId) -> tuple[Variant, ...]:
        """All versions that grew from the same original, in the order of their making, planned ones too."""
        found = await self._database.rows(
            "SELECT * FROM variant_card WHERE root_id ="
            " (SELECT coalesce(root_id, id) FROM variant WHERE id = ?) ORDER BY id",
            (variant_id,),
        )
        return tuple(map(rows.variant, found))

    async def current(self, variant_id: VariantId) -> Variant | None:
        """The version at which this one's family stands."""
        return next((one for one in await self.family(variant_id) if one.current), None)

    async def at(self, chat_id: ChatId, message_id: MessageId) -> Variant | None:
        """The variant whose message this is."""
        row = await self._database.row(
            "SELECT * FROM variant_card WHERE chat_id = ? AND message_id = ? ORDER BY id DESC LIMIT 1",
            (chat_id, message_id),
        )
        return None if row is None else rows.variant(row)

    async def undelivered(self) -> tuple[Variant, ...]:
        """Those with a text that no message is known to carry, oldest job first."""
        found = await self._database.rows(
            "SELECT * FROM variant_card WHERE delivery IN ('stored', 'sending') ORDER BY job_id, position"
        )
        return tuple(map(rows.variant, found))

    async def store(
        self, variant_id: VariantId, text: str, report: Report, *, angle: AngleSlug | None = None
    ) -> bool:
        """Make a text safe before anybody sees it. ``False``: it has one already, or the variant is gone.

        ``angle`` is the one it was really written from, if that is not the planned one. A refined text
        becomes its family's current version.
        """
        lemmas = await asyncio.to_thread(words.indexed, text)
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE variant SET text = ?, report = ?, angle = coalesce(?, angle), delivery = 'stored',"
                " stored_at = ? WHERE id = ? AND delivery = 'planned' RETURNING id, job_id, root_id",
                (text, report.model_dump_json(), angle, self._database.time(), variant_id),
            )
            for row in found:
                await search.add_text(tx, row["job_id"], lemmas)
                if row["root_id"] is not None:
                    await self._stand(tx, row["root_id"], variant_id)
                return True
        return False

    async def sending(self, variant_id: VariantId) -> bool:
        """Note that it is about to be handed to Telegram. ``False``: it has been delivered, or is gone."""
        return await self._moved(
            "UPDATE variant SET delivery = 'sending'"
            " WHERE id = ? AND delivery IN ('stored', 'sending') RETURNING id",
            (variant_id,),
        )

    async def sent(self, variant_id: VariantId, message_id: MessageId) -> bool:
        return await self._moved(
            "UPDATE variant SET delivery = 'sent', message_id = ?, sent_at = ?"
            " WHERE id = ? AND delivery IN ('stored', 'sending') RETURNING id",
            (message_id, self._database.time(), variant_id),
        )

    async def undeliverable(self, variant_id: VariantId) -> bool:
        return await self._moved(
            "UPDATE variant SET delivery = 'undeliverable'"
            " WHERE id = ? AND delivery IN ('stored', 'sending') RETURNING id",
            (variant_id,),
        )

    async def undeliverable_in(self, chat_id: ChatId) -> None:
        """Give up everything that waits for a chat that can't be reached any more."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE variant SET delivery = 'undeliverable' WHERE delivery IN ('stored', 'sending')"
                " AND job_id IN (SELECT id FROM job WHERE chat_id = ?)",
                (chat_id,),
            )

    async def shown_again(self, variant_id: VariantId, message_id: MessageId) -> bool:
        """A variant now stands in another message (its buttons are there).

        One that could not be delivered once has been by that; one that the desk is about to deliver stays so.
        """
        return await self._moved(
            "UPDATE variant SET message_id = ?, delivery = 'sent', sent_at = coalesce(sent_at, ?)"
            " WHERE id = ? AND delivery IN ('sent', 'undeliverable') RETURNING id",
            (message_id, self._database.time(), variant_id),
        )

    async def choose(self, variant_id: VariantId, user_id: UserId) -> Choice | None:
        """Make a variant its brief's choice, in place of the one before, whose record stays as history.

        ``None``: it is gone, has no text yet, or the brief is not this user's.
        """
        async with self._database.transaction() as tx:
            chosen = await _one(tx, "id = ? AND user_id = ? AND text IS NOT NULL", (variant_id, user_id))
            if chosen is None:
                return None
            before = await _one(tx, "brief_id = ? AND chosen", (chosen["brief_id"],))
            changed = before is None or before["id"] != variant_id
            if changed:
                await self._move_choice(tx, chosen)
            after = await _one(tx, "id = ?", (variant_id,))
            previous = await _one(tx, "id = ?", (before["id"],)) if changed and before is not None else None
        return Choice(
            rows.variant(after or chosen), None if previous is None else rows.variant(previous), changed
        )

    async def step_back(self, variant_id: VariantId, user_id: UserId) -> Step | None:
        """Make the parent of this version the current one; nothing is deleted, pressing twice is once.

        ``None``: it is an original, gone, or somebody else's.
        """
        async with self._database.transaction() as tx:
            child = await _one(tx, "id = ? AND user_id = ?", (variant_id, user_id))
            if child is None or child["parent_id"] is None:
                return None
            return await self._step(tx, child["root_id"], child["parent_id"])

    async def make_current(self, variant_id: VariantId, user_id: UserId) -> Step | None:
        """Make any version of a family its current one. ``None``: gone, no text yet, or somebody else's."""
        async with self._database.transaction() as tx:
            wanted = await _one(tx, "id = ? AND user_id = ? AND text IS NOT NULL", (variant_id, user_id))
            return None if wanted is None else await self._step(tx, wanted["root_id"], variant_id)

    async def _step(self, tx: Connection, root_id: int, variant_id: VariantId) -> Step | None:
        left = await _one(tx, "root_id = ? AND current", (root_id,))
        await self._stand(tx, root_id, variant_id)
        after = await _one(tx, "id = ?", (variant_id,))
        return None if after is None or left is None else Step(rows.variant(after), rows.variant(left))

    async def _stand(self, tx: Connection, root_id: int, variant_id: VariantId) -> None:
        await tx.execute(
            "INSERT INTO standing (root_id, variant_id, changed_at) VALUES (?, ?, ?)"
            " ON CONFLICT (root_id) DO UPDATE"
            " SET variant_id = excluded.variant_id, changed_at = excluded.changed_at",
            (root_id, variant_id, self._database.time()),
        )

    async def _move_choice(self, tx: Connection, chosen: Row) -> None:
        now = self._database.time()
        await tx.execute(
            "UPDATE choice SET withdrawn_at = ? WHERE brief_id = ? AND withdrawn_at IS NULL",
            (now, chosen["brief_id"]),
        )
        await tx.execute(
            "INSERT INTO choice (brief_id, variant_id, user_id, chosen_at) VALUES (?, ?, ?, ?)",
            (chosen["brief_id"], chosen["id"], chosen["user_id"], now),
        )

    async def _moved(self, statement: str, values: Iterable[object]) -> bool:
        async with self._database.transaction() as tx:
            return bool(list(await tx.execute_fetchall(statement, values)))


async def _one(tx: Connection, condition: str, values: Iterable[object]) -> Row | None:
    query = f"SELECT * FROM variant_card WHERE {condition}"  # noqa: S608  # conditions are literals above
    return next(iter(await tx.execute_fetchall(query, values)), None)
