"""A copy of the database while the bot works on it, and what is in a file. For processes of their own."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.errors import DatabaseBroken, DatabaseTooNew, DatabaseUnavailable
from storage.migrations import FOLDER, scripts

WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Contents:
    """``latest`` is the moment of the last change of a brief, ISO 8601 UTC; ``None``: there is no brief."""

    schema: int
    people: int
    briefs: int
    texts: int
    choices: int
    latest: str | None


def copy(source: Path, target: Path) -> Contents:
    """Copy everything committed in ``source`` to ``target``, whole or not at all, and inspect the copy.

    SQLite's backup in a single step is one read transaction: a snapshot that writers don't wait for and that
    their writing doesn't start anew. Raises DatabaseUnavailable, DatabaseBroken or DatabaseTooNew.
    """
    if not source.is_file():
        raise DatabaseUnavailable(source, "there is no such database")
    if target.is_dir():
        raise DatabaseUnavailable(target, "is a directory")
    if target.exists() and target.samefile(source):
        raise DatabaseUnavailable(target, "is the database itself")
    half = target.with_name(f"{target.name}.part")
    try:
        _create(half)
        _fill(source, half)
        contents = inspect(half)
        _sync(half)
        half.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise DatabaseUnavailable(target, error.strerror or str(error)) from error
    finally:
        half.unlink(missing_ok=True)
    return contents


def inspect(path: Path) -> Contents:
    """Read all of a database file. Raises when it is not one that this version can be started with."""
    if not path.is_file():
        raise DatabaseUnavailable(path, "there is no such database")
    known = len(scripts(FOLDER))
    with (
        _translated(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened,
    ):
        verdict: str = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise DatabaseBroken(path, f"damaged: {' '.join(verdict.split())}")
        if opened.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise DatabaseBroken(path, "rows refer to rows that are not there")
        version = _number(opened, "PRAGMA user_version")
        if version > known:
            raise DatabaseTooNew(path, version, known)
        if version == 0:
            raise DatabaseBroken(path, "is no database of this program")
        return Contents(
            schema=version,
            people=_number(opened, "SELECT count(*) FROM user"),
            briefs=_number(opened, "SELECT count(*) FROM brief"),
            texts=_number(opened, "SELECT count(*) FROM variant WHERE text IS NOT NULL"),
            choices=_number(opened, "SELECT count(*) FROM choice"),
            latest=opened.execute("SELECT max(changed_at) FROM brief").fetchone()[0],
        )


def _create(path: Path) -> None:
    """For its owner's eyes only: the texts are confidential."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _fill(source: Path, target: Path) -> None:
    with _translated(target), closing(sqlite3.connect(target)) as copied:
        address = f"{source.resolve().as_uri()}?mode=rw"  # "rw", not "rwc": never makes a database
        with (
            _translated(source),
            closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as opened,
        ):
            opened.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(opened: sqlite3.Connection, query: str) -> int:
    return int(opened.execute(query).fetchone()[0])


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DatabaseUnavailable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseBroken(path, str(error)) from error
