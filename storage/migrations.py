"""Numbered SQL scripts, each applied together with its number in one transaction."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.errors import DatabaseTooNew, MigrationBroken

FOLDER = Path(__file__).resolve().parent.parent / "migrations"

# A script runs inside our transaction: whatever ends it, or leaves the file, is refused when it is compiled.
FORBIDDEN = frozenset(
    {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}
)


@dataclass(frozen=True, slots=True)
class Script:
    number: int
    path: Path


def scripts(folder: Path) -> tuple[Script, ...]:
    """The scripts of ``folder`` in order; they must be numbered 1..n without gaps or twins."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = re.fullmatch(r"(\d+)_\w+\.sql", path.name)
        if match is None:
            raise MigrationBroken(path, "a migration is called NNN_name.sql")
        found.append(Script(int(match[1]), path))
    found.sort(key=lambda script: script.number)
    for expected, script in enumerate(found, start=1):
        if script.number != expected:
            raise MigrationBroken(script.path, f"migration number {expected} was expected here")
    if not found:
        raise MigrationBroken(folder, "there are no migrations in this folder")
    return tuple(found)


def migrate(connection: sqlite3.Connection, path: Path, folder: Path = FOLDER) -> None:
    """Bring the database of ``connection`` (in autocommit mode) to the newest version."""
    known = scripts(folder)
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(known):
        raise DatabaseTooNew(path, version, len(known))
    for script in known[version:]:
        _apply(connection, script)


def _apply(connection: sqlite3.Connection, script: Script) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.set_authorizer(_authorise)
        try:
            for statement in _statements(script.path.read_text(encoding="utf-8")):
                connection.execute(statement)
        finally:
            connection.set_authorizer(None)
        # user_version lives in the file's header page and is rolled back with the rest.
        connection.execute(f"PRAGMA user_version = {script.number}")
        connection.execute("COMMIT")
    except BaseException as error:
        connection.rollback()
        if isinstance(error, sqlite3.Error):
            raise MigrationBroken(script.path, str(error)) from error
        raise


def _authorise(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in FORBIDDEN else sqlite3.SQLITE_OK


def _statements(script: str) -> Iterator[str]:
    """Cut at the semicolons that end a statement (not those in strings, comments and triggers).

    ``executescript`` won't do: it commits a pending transaction before it starts.
    """
    statement = ""
    for part in re.split(r"(?<=;)", script):
        statement += part
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
