"""``python -m bot backup FILE`` while the bot runs, and ``check FILE`` before a restored one is started.

To restore: stop the bot, put the file in the place of DATABASE_PATH, remove the files beside it that begin
with its name (``-wal``, ``-shm``, ``-lock``), start the bot. An older schema is migrated by the start.
"""

from pathlib import Path

from storage import backup
from storage.backup import Contents


def make(database: Path, target: Path) -> str:
    """Returns the line to show; raises a DatabaseError."""
    return f"{target}: {_told(backup.copy(database, target))}"


def check(path: Path) -> str:
    """Returns the line to show; raises a DatabaseError when the bot could not be started with this file."""
    return f"{path}: {_told(backup.inspect(path))}"


def _told(contents: Contents) -> str:
    people = f"intact, schema {contents.schema}, {contents.people} people"
    work = f"{contents.briefs} briefs, {contents.texts} texts, {contents.choices} choices"
    latest = f"last change {contents.latest}" if contents.latest else "no briefs yet"
    return f"{people}, {work}, {latest}"
