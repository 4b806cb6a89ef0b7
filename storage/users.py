"""People: who may use the bot, and what each used last."""

from collections.abc import Iterable

from copywriting.brief import PlatformSlug, Tone
from storage import rows
from storage.database import Database
from storage.records import Role, Streaming, User, UserId


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: UserId) -> User | None:
        row = await self._database.row("SELECT * FROM user WHERE id = ?", (user_id,))
        return None if row is None else rows.user(row)

    async def request_access(self, user_id: UserId, name: str) -> bool:
        """Note that a stranger knocks; ``True`` the first time, so that admins are asked once."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO user (id, name, role, created_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO NOTHING RETURNING id",
                (user_id, name, Role.PENDING, self._database.time()),
            )
            return bool(list(found))

    async def set_role(self, user_id: UserId, role: Role) -> User | None:
        """``None`` when there is no such user."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE user SET role = ? WHERE id = ? RETURNING *", (role, user_id)
            )
            return next(map(rows.user, found), None)

    async def ensure_admin(self, user_id: UserId, name: str = "") -> None:
        """The settings say so: he is an admin whatever the database says."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "INSERT INTO user (id, name, role, created_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET role = excluded.role",
                (user_id, name, Role.ADMIN, self._database.time()),
            )

    async def rename(self, user_id: UserId, name: str) -> None:
        async with self._database.transaction() as tx:
            await tx.execute("UPDATE user SET name = ? WHERE id = ?", (name, user_id))

    async def admins(self) -> tuple[User, ...]:
        return await self.in_role([Role.ADMIN])

    async def in_role(self, roles: Iterable[Role]) -> tuple[User, ...]:
        """Those with one of ``roles``, in order of their coming."""
        wanted = tuple(roles)
        marks = ", ".join("?" * len(wanted))
        found = await self._database.rows(
            f"SELECT * FROM user WHERE role IN ({marks}) ORDER BY created_at, id",  # noqa: S608  # only marks
            wanted,
        )
        return tuple(map(rows.user, found))

    async def remember(
        self,
        user_id: UserId,
        *,
        platform: PlatformSlug | None = None,
        tone: Tone | None = None,
        variants: int | None = None,
        streaming: Streaming | None = None,
    ) -> None:
        """Keep what he used last; ``None`` leaves a value as it is."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE user SET platform = coalesce(?, platform), tone = coalesce(?, tone),"
                " variants = coalesce(?, variants), streaming = coalesce(?, streaming) WHERE id = ?",
                (platform, tone, variants, streaming, user_id),
            )

    async def mark_reachable(self, user_id: UserId, reachable: bool) -> None:
        async with self._database.transaction() as tx:
            await tx.execute("UPDATE user SET reachable = ? WHERE id = ?", (int(reachable), user_id))

    async def delete(self, user_id: UserId) -> None:
        """Forget him with everything he wrote: briefs, jobs, variants, choices."""
        async with self._database.transaction() as tx:
            await tx.execute("DELETE FROM user WHERE id = ?", (user_id,))
