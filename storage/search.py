"""The search index, kept up in the same transaction as what it indexes. Deleting is a trigger's work."""

import sqlite3

from aiosqlite import Connection

from copywriting.brief import Brief
from storage import rows, words


def of_brief(brief: Brief) -> str:
    """Lemmas of what a user would look for a brief by."""
    return words.indexed("\n".join(filter(None, (brief.task, brief.product, brief.audience, brief.seed))))


async def put_brief(tx: Connection, brief_id: int, lemmas: str) -> None:
    """Index a new brief, or a changed one anew; its texts stay indexed."""
    known = await tx.execute_fetchall("SELECT 1 FROM search WHERE rowid = ?", (brief_id,))
    if list(known):
        await tx.execute("UPDATE search SET brief = ? WHERE rowid = ?", (lemmas, brief_id))
    else:
        await tx.execute("INSERT INTO search (rowid, brief, texts) VALUES (?, ?, '')", (brief_id, lemmas))


async def lengthen_brief(tx: Connection, brief_id: int, lemmas: str) -> None:
    await tx.execute("UPDATE search SET brief = brief || ' ' || ? WHERE rowid = ?", (lemmas, brief_id))


async def add_text(tx: Connection, job_id: int, lemmas: str) -> None:
    """Index a text of this job's brief."""
    await tx.execute(
        "UPDATE search SET texts = texts || ' ' || ?"
        " WHERE rowid = (SELECT brief_id FROM job WHERE job.id = ?)",
        (lemmas, job_id),
    )


async def compact(tx: Connection) -> None:
    """FTS5 keeps the words of a deleted row until it merges the segments they lie in: merge them all."""
    await tx.execute("INSERT INTO search (search) VALUES ('optimize')")


def index_missing(connection: sqlite3.Connection) -> None:
    """Index the briefs that are older than the index. ``connection`` is in autocommit mode."""
    missing = connection.execute(
        "SELECT id, brief FROM brief WHERE id NOT IN (SELECT rowid FROM search)"
    ).fetchall()
    for brief_id, brief in missing:
        texts = connection.execute(
            "SELECT text FROM variant JOIN job ON job.id = job_id"
            " WHERE brief_id = ? AND text IS NOT NULL ORDER BY variant.id",
            (brief_id,),
        )
        connection.execute(
            "INSERT INTO search (rowid, brief, texts) VALUES (?, ?, ?)",
            (
                brief_id,
                of_brief(rows.BRIEF.validate_json(brief)),
                words.indexed("\n".join(text for (text,) in texts)),
            ),
        )
