"""What can go wrong with the database file; each message is one line fit for stderr."""

from pathlib import Path


class DatabaseError(Exception):
    """Base of all storage errors. ``path`` is the file in question."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class DatabaseUnavailable(DatabaseError):
    """The file can't be used now: no such folder, no permission, a full disk, another process holds it."""


class DatabaseBroken(DatabaseError):
    """The file is no SQLite database, or a damaged one."""


class DatabaseTooNew(DatabaseError):
    """A newer version of the program has already migrated the file."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        reason = f"made by a newer version of the program (schema {version}, this one knows {known})"
        super().__init__(path, reason)
        self.version = version
        self.known = known


class MigrationBroken(DatabaseError):
    """A script in ``migrations/`` is misnumbered or failed; the database is as it was before that script."""
