"""A file of the first version, with rows in it, opened by this one."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import FOLDER, migrate
from storage.records import VariantId
from tests.storage.conftest import ANNA, shelf_of

BRIEF = {"seed": "Вебинары «ЛОГОС»", "task": "анонс", "platform": "sms", "tone": "деловой"}
# id, job, parent, text: an original refined twice, a second one refined into something not written yet
VARIANTS = [
    (1, 1, None, "Первый о турбине"),
    (2, 1, None, "Второй"),
    (3, 2, 1, "короче"),
    (4, 3, 3, "ещё короче"),
    (5, 4, 2, None),
]


@pytest.fixture
def old(path: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    shutil.copy(FOLDER / "001_spine.sql", folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, folder)
        brief = json.dumps(BRIEF)
        connection.execute("INSERT INTO user (id, name, role, created_at) VALUES (101, 'А', 'staff', '2026')")
        connection.execute(
            "INSERT INTO brief (id, user_id, chat_id, brief, variants, created_at, changed_at)"
            " VALUES (1, 101, 101, ?, 2, '2026-11-01T10:00:00.000+00:00', '')",
            (brief,),
        )
        for job in range(1, 5):
            connection.execute(
                "INSERT INTO job (id, key, brief_id, user_id, chat_id, brief, state, created_at)"
                " VALUES (?, ?, 1, 101, 101, ?, 'done', '2026-11-01T10:00:00.000+00:00')",
                (job, str(job), brief),
            )
        for variant_id, job, parent, text in VARIANTS:
            connection.execute(
                "INSERT INTO variant (id, job_id, position, angle, seed, parent_id, text, delivery)"
                " VALUES (?, ?, ?, 'pain', 1, ?, ?, ?)",
                (variant_id, job, variant_id % 2, parent, text, "sent" if text else "planned"),
            )
        connection.execute(
            "INSERT INTO choice (brief_id, variant_id, user_id, chosen_at) VALUES (1, 2, 101, '')"
        )
    return path


async def test_old_refinements_become_versions(old: Path) -> None:
    async with Database.open(old) as database:
        shelf = shelf_of(database)
        found = [await shelf.variants.get(VariantId(number)) for number in range(1, 6)]

    assert [(one.version, one.root_id, one.current) for one in found if one] == [
        (1, 1, False),
        (1, 2, True),
        (2, 1, False),
        (3, 1, True),
        (2, 2, False),
    ]
    assert [one.chosen for one in found if one] == [False, True, False, False, False]


@pytest.mark.parametrize("query", ["вебинар логоса", "турбины"])
async def test_old_briefs_are_found(old: Path, query: str) -> None:
    async with Database.open(old) as database:
        assert (await shelf_of(database).history.page(ANNA, query=query)).total == 1


async def test_nothing_is_indexed_twice(old: Path) -> None:
    for _ in range(2):
        async with Database.open(old) as database:
            found = await database.rows("SELECT count(*) FROM search")

    assert [tuple(row) for row in found] == [(1,)]
