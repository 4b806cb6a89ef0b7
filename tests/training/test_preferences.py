import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from training.preferences import export_preferences

MIGRATIONS = sorted((Path(__file__).parents[2] / "migrations").glob("*.sql"))
USER, CHAT = 7_012_345_678, -1_009_876_543_210
BRIEF = {
    "seed": "Вебинар 6 декабря, 40 мест, пишите anna@example.ru",
    "task": "Пригласить на вебинар",
    "platform": "telegram_post",
    "tone": "деловой",
    "product": "«Сервис»",
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        for migration in MIGRATIONS:
            connection.executescript(migration.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO user (id, name, role, created_at) VALUES (?, 'Анна', 'staff', '')", (USER,)
        )
        brief = json.dumps(BRIEF, ensure_ascii=False)
        connection.execute(
            "INSERT INTO brief (id, user_id, chat_id, brief, variants, created_at, changed_at)"
            " VALUES (1, ?, ?, ?, 3, '', '')",
            (USER, CHAT, brief),
        )
        connection.execute(
            "INSERT INTO job (id, key, brief_id, user_id, chat_id, brief, state, created_at)"
            " VALUES (1, 'k', 1, ?, ?, ?, 'done', '')",
            (USER, CHAT, brief),
        )
    return path


def write(database: Path, *texts: str, chosen: int = 0) -> None:
    """The job's variants; number ``chosen`` (from 0) is picked."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for position, text in enumerate(texts):
            connection.execute(
                "INSERT INTO variant (id, job_id, position, angle, seed, text, delivery)"
                " VALUES (?, 1, ?, 'benefit', 1, ?, 'sent')",
                (position + 1, position, text),
            )
        connection.execute(
            "INSERT INTO choice (brief_id, variant_id, user_id, chosen_at) VALUES (1, ?, ?, '')",
            (chosen + 1, USER),
        )


def exported(database: Path, platforms_file: Path, out: Path) -> str:
    export_preferences(database, platforms_file, "phrases", out)
    return (out / "pairs.jsonl").read_text(encoding="utf-8")


def test_the_chosen_text_is_paired_with_every_other(
    database: Path, platforms_file: Path, tmp_path: Path
) -> None:
    write(database, "Приходите 6 декабря", "Ждём вас", "Будет вебинар", chosen=1)

    pairs = [json.loads(line) for line in exported(database, platforms_file, tmp_path / "out").splitlines()]

    assert {pair["chosen"][0]["content"] for pair in pairs} == {"Ждём вас"}
    assert len(pairs) == 2


def test_nothing_personal_leaves_the_database(database: Path, platforms_file: Path, tmp_path: Path) -> None:
    write(database, "Пишите anna@example.ru", "Звоните +7 831 123-45-67")

    text = exported(database, platforms_file, tmp_path / "out")

    assert text
    assert not [secret for secret in (str(USER), str(CHAT), "example", "123-45-67", "Анна") if secret in text]


def test_a_text_that_names_a_person_stays_inside(
    database: Path, platforms_file: Path, tmp_path: Path
) -> None:
    write(database, "Вас ждёт Анна Ким", "Ждём вас")

    assert exported(database, platforms_file, tmp_path / "out") == ""


def test_a_withdrawn_choice_prefers_nothing(database: Path, platforms_file: Path, tmp_path: Path) -> None:
    write(database, "Приходите", "Ждём вас")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE choice SET withdrawn_at = ''")

    assert exported(database, platforms_file, tmp_path / "out") == ""
