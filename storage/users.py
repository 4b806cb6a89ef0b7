"""People: who may use the bot, and what each used last."""

from collections.abc import Iterable

from copywriting.brief import PlatformSlug, Tone
from storage import audit, paging, rows, search
from storage.audit import Deed
from storage.database import Database
from storage.paging import Page
from storage.records import Role, Streaming, User, UserId

PAGE = 10


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

    async def set_role(self, user_id: UserId, role: Role, *, deed: Deed | None = None) -> User | None:
        """``None`` when there is no such user. What an administrator does is noted with it."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE user SET role = ? WHERE id = ? RETURNING *", (role, user_id)
            )
            changed = next(map(rows.user, found), None)
            if changed is not None and deed is not None:
                await audit.write(tx, deed, self._database.time())
            return changed

    async def move(self, user_id: UserId, of: Role, to: Role, deed: Deed) -> User | None:
        """Change the role of somebody who still has the role ``of``, and note the deed.

        ``None``: he has another one by now, or he is the last admin, whom nothing takes away.
        """
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "UPDATE user SET role = ?1 WHERE id = ?2 AND role = ?3"
                " AND (?3 <> 'admin' OR (SELECT count(*) FROM user WHERE role = 'admin') > 1) RETURNING *",
                (to, user_id, of),
            )
            moved = next(map(rows.user, found), None)
            if moved is not None:
                await audit.write(tx, deed, self._database.time())
            return moved

    async def count(self) -> dict[Role, int]:
        """How many there are of each role that anybody has."""
        found = await self._database.rows("SELECT role, count(*) AS users FROM user GROUP BY role")
        return {Role(row["role"]): int(row["users"]) for row in found}

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

    async def page(self, roles: Iterable[Role], number: int = 1, *, size: int = PAGE) -> Page[User]:
        """Those with one of ``roles``, the latest to come first."""
        wanted = tuple(roles)
        marks = ", ".join("?" * len(wanted))
        row = await self._database.row(f"SELECT count(*) AS total FROM user WHERE role IN ({marks})", wanted)  # noqa: S608  # only marks

        async def fetch(limit: int, offset: int) -> list[User]:
            found = await self._database.rows(
                f"SELECT * FROM user WHERE role IN ({marks})"  # noqa: S608  # only marks
                " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
                (*wanted, limit, offset),
            )
            return list(map(rows.user, found))

        return await paging.page(number, size, 0 if row is None else row["total"], fetch)

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

    async def forget(self, user_id: UserId, *, keep_access: bool = False) -> None:
        """Delete all there is of a person: briefs, texts, choices, conversations, the name; then its bytes.

        He is a stranger again, unless he may ``keep_access``: then his number and his role are all that is
        known of him. What administrators did to him stays in the audit without his number; what he
        did as one stays with it. Stop his jobs first (``Desk.stop_user``).
        """
        async with self._database.transaction() as tx:
            kept = await tx.execute_fetchall("DELETE FROM user WHERE id = ? RETURNING role", (user_id,))
            for row in kept if keep_access else ():
                await tx.execute(
                    "INSERT INTO user (id, name, role, created_at) VALUES (?, '', ?, ?)",
                    (user_id, row["role"], self._database.time()),
                )
            await tx.execute("DELETE FROM conversation WHERE json_extract(key, '$[2]') = ?", (user_id,))
            await tx.execute("DELETE FROM conversation WHERE json_extract(key, '$[1]') = ?", (user_id,))
            await tx.execute("UPDATE audit SET user_id = NULL WHERE user_id = ?", (user_id,))
            await search.compact(tx)
        await self._database.scrub()
