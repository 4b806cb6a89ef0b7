"""Jobs: the durable queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from copywriting.order import Assignment, Refinement
from storage import rows
from storage.database import Database
from storage.records import ChatId, Job, JobId, JobState, MessageId, StoredBrief, UserId, VariantId


@dataclass(frozen=True, slots=True)
class InLine:
    """An unfinished job as the line sees it."""

    id: JobId
    user_id: UserId
    state: JobState


class Jobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def submit(
        self,
        brief: StoredBrief,
        assignments: Sequence[Assignment],
        *,
        key: str,
        refinement: Refinement | None = None,
        parent_id: VariantId | None = None,
    ) -> tuple[Job, bool]:
        """Store a job with its planned variants, all or nothing.

        ``key`` names the wish (a message and an action): the second submission of it gets the first one's job
        and ``False``.
        """
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO job (key, brief_id, user_id, chat_id, brief, refinement, state, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING *",
                (
                    key,
                    brief.id,
                    brief.user_id,
                    brief.chat_id,
                    rows.dump_brief(brief.brief),
                    rows.dump_refinement(refinement),
                    JobState.QUEUED,
                    self._database.time(),
                ),
            )
            for job in map(rows.job, found):
                await tx.executemany(
                    "INSERT INTO variant (job_id, position, angle, seed, parent_id, root_id, version)"
                    " SELECT ?1, ?2, ?3, ?4, parent.id, coalesce(parent.root_id, parent.id),"
                    " coalesce(parent.version, 0) + 1"
                    " FROM (SELECT ?5 AS id) AS wanted LEFT JOIN variant AS parent ON parent.id = wanted.id",
                    [(job.id, one.position, one.angle, one.seed, parent_id) for one in assignments],
                )
                return job, True
            (existing,) = await tx.execute_fetchall("SELECT * FROM job WHERE key = ?", (key,))
            return rows.job(existing), False

    async def get(self, job_id: JobId) -> Job | None:
        row = await self._database.row("SELECT * FROM job WHERE id = ?", (job_id,))
        return None if row is None else rows.job(row)

    async def by_key(self, key: str) -> Job | None:
        row = await self._database.row("SELECT * FROM job WHERE key = ?", (key,))
        return None if row is None else rows.job(row)

    async def unfinished(self) -> tuple[Job, ...]:
        """Queued and running ones, oldest first. After a start, a running one was cut short by a crash."""
        found = await self._database.rows(
            "SELECT * FROM job WHERE state IN ('queued', 'running') ORDER BY id"
        )
        return tuple(map(rows.job, found))

    async def line(self) -> tuple[InLine, ...]:
        """The unfinished jobs without their briefs, oldest first."""
        found = await self._database.rows(
            "SELECT id, user_id, state FROM job WHERE state IN ('queued', 'running') ORDER BY id"
        )
        return tuple(
            InLine(JobId(row["id"]), UserId(row["user_id"]), JobState(row["state"])) for row in found
        )

    async def waiting_for(self, user_id: UserId) -> tuple[Job, ...]:
        """A user's unfinished jobs, oldest first."""
        found = await self._database.rows(
            "SELECT * FROM job WHERE user_id = ? AND state IN ('queued', 'running') ORDER BY id", (user_id,)
        )
        return tuple(map(rows.job, found))

    async def start(self, job_id: JobId) -> Job | None:
        """``None`` when it is finished already (stopped while it waited) or gone."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE job SET state = 'running', started_at = coalesce(started_at, ?)"
                " WHERE id = ? AND state IN ('queued', 'running') RETURNING *",
                (self._database.time(), job_id),
            )
            return next(map(rows.job, found), None)

    async def finish(self, job_id: JobId, state: JobState) -> bool:
        """Close an unfinished job. ``False``: it was closed before, and stays as it was."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE job SET state = ?, finished_at = ?"
                " WHERE id = ? AND state IN ('queued', 'running') RETURNING id",
                (state, self._database.time(), job_id),
            )
            return bool(list(found))

    async def finish_all_in(self, chat_id: ChatId, state: JobState) -> tuple[JobId, ...]:
        """Close every unfinished job of a chat that can't be reached any more."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE job SET state = ?, finished_at = ?"
                " WHERE chat_id = ? AND state IN ('queued', 'running') RETURNING id",
                (state, self._database.time(), chat_id),
            )
            return tuple(JobId(row["id"]) for row in found)

    async def attach_notice(self, job_id: JobId, message_id: MessageId | None) -> Job | None:
        """Remember the message that tells of the job's progress; ``None`` when the job is gone."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE job SET notice_message_id = ? WHERE id = ? RETURNING *", (message_id, job_id)
            )
            return next(map(rows.job, found), None)

    async def move(self, chat_id: ChatId, to: ChatId) -> None:
        """A group became a supergroup: its jobs' variants go there."""
        async with self._database.transaction() as tx:
            await tx.execute("UPDATE job SET chat_id = ? WHERE chat_id = ?", (to, chat_id))
            await tx.execute("UPDATE brief SET chat_id = ? WHERE chat_id = ?", (to, chat_id))
