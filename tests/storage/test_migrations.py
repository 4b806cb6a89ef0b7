import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.errors import DatabaseTooNew, MigrationBroken
from storage.migrations import FOLDER, migrate, scripts

HERE = Path("test.sqlite3")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "001_first.sql").write_text("CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT;")
    return tmp_path


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_blank_database_becomes_the_newest(connection: sqlite3.Connection) -> None:
    migrate(connection, HERE)

    assert version(connection) == len(scripts(FOLDER))


def test_every_table_of_ours_is_strict(connection: sqlite3.Connection) -> None:
    migrate(connection, HERE)

    found = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict")
    assert [name for (name,) in found if not name.startswith("sqlite_")] == []


def test_a_new_script_is_applied_to_a_database_with_rows(
    connection: sqlite3.Connection, folder: Path
) -> None:
    migrate(connection, HERE, folder)
    connection.execute("INSERT INTO first VALUES (1)")
    (folder / "002_second.sql").write_text("ALTER TABLE first ADD COLUMN name TEXT NOT NULL DEFAULT 'x';")

    migrate(connection, HERE, folder)

    assert connection.execute("SELECT * FROM first").fetchall() == [(1, "x")]


def test_nothing_is_applied_twice(connection: sqlite3.Connection, folder: Path) -> None:
    migrate(connection, HERE, folder)
    migrate(connection, HERE, folder)

    assert version(connection) == 1


def test_a_broken_script_leaves_no_trace(connection: sqlite3.Connection, folder: Path) -> None:
    (folder / "002_broken.sql").write_text("CREATE TABLE second (id INTEGER) STRICT; CREATE NONSENSE;")

    with pytest.raises(MigrationBroken, match=r"002_broken\.sql"):
        migrate(connection, HERE, folder)

    assert (tables(connection), version(connection)) == (["first"], 1)


def test_a_repaired_script_applies(connection: sqlite3.Connection, folder: Path) -> None:
    script = folder / "002_second.sql"
    script.write_text("CREATE TABLE second (id INTEGER) STRICT; CREATE NONSENSE;")
    with pytest.raises(MigrationBroken):
        migrate(connection, HERE, folder)

    script.write_text("CREATE TABLE second (id INTEGER) STRICT;")
    migrate(connection, HERE, folder)

    assert tables(connection) == ["first", "second"]


@pytest.mark.parametrize("words", ["COMMIT", "END", "ROLLBACK", "/* x */ commit", "ATTACH ':memory:' AS x"])
def test_a_script_cannot_leave_its_transaction(
    connection: sqlite3.Connection, folder: Path, words: str
) -> None:
    (folder / "002_sly.sql").write_text(f"CREATE TABLE second (id INTEGER) STRICT; {words}; CREATE NONSENSE;")

    with pytest.raises(MigrationBroken):
        migrate(connection, HERE, folder)

    assert (tables(connection), version(connection)) == (["first"], 1)


def test_semicolons_in_strings_comments_and_triggers_end_nothing(
    connection: sqlite3.Connection, folder: Path
) -> None:
    (folder / "002_second.sql").write_text(
        "-- a; b\nCREATE TABLE second (name TEXT) STRICT; /* c; */\n"
        "CREATE TRIGGER copy AFTER INSERT ON first BEGIN"
        " INSERT INTO second VALUES ('a;b'); UPDATE second SET name = name || ';'; END;\n-- the end"
    )

    migrate(connection, HERE, folder)
    connection.execute("INSERT INTO first VALUES (1)")

    assert connection.execute("SELECT name FROM second").fetchall() == [("a;b;",)]


@pytest.mark.parametrize("name", ["003_gap.sql", "001_twin.sql", "two.sql", "0002.sql"])
def test_misnumbered_scripts_are_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("SELECT 1;")

    with pytest.raises(MigrationBroken):
        scripts(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationBroken):
        scripts(tmp_path)


def test_a_newer_database_is_refused(connection: sqlite3.Connection, folder: Path) -> None:
    connection.execute("PRAGMA user_version = 2")

    with pytest.raises(DatabaseTooNew):
        migrate(connection, HERE, folder)
