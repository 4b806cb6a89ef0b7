"""Is everything there? The database against the chats, and both against what people did."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tools.soak.ledger import Ledger

TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b|Traceback \(most recent call last\)|never retrieved")
# What faults of the Bot API are expected to leave in the log at this level.
EXPECTED = ("Failed to fetch updates", "another process polls with this BOT_TOKEN")


@dataclass(slots=True)
class Account:
    """``problems`` are sentences; none: everything is accounted for."""

    seeds: int = 0
    briefs: int = 0
    jobs: int = 0
    written: int = 0
    delivered: int = 0
    messages: int = 0
    doubled_by_kill: int = 0
    doubled_by_lost_answer: int = 0
    choices: int = 0
    exceptions: int = 0
    problems: list[str] = field(default_factory=list)


def settle(database: Path, ledger: Ledger, log: Path) -> Account:
    account = Account(seeds=len(ledger.seeds))
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        account.problems += _briefs(connection, ledger, account)
        account.problems += _jobs(connection, account)
        account.problems += _variants(connection, ledger, account)
        account.problems += _doubles(ledger, account)
        account.problems += _choices(connection, ledger, account)
        verdict: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
        account.problems += [] if verdict == "ok" else [f"the database is damaged: {verdict}"]
    unhandled = list(_unhandled(log.read_text(errors="replace").splitlines()))
    account.exceptions = len(unhandled)
    account.problems += [f"in the log: {line}" for line in unhandled]
    return account


def unsettled(database: Path) -> str | None:
    """What is still under way, if anything."""
    questions = {
        "updates being handled": "SELECT count(*) FROM kept_update",
        "unfinished jobs": "SELECT count(*) FROM job WHERE state IN ('queued', 'running')",
        "undelivered texts": "SELECT count(*) FROM variant WHERE delivery IN ('stored', 'sending')",
        "briefs without a card": "SELECT count(*) FROM brief WHERE card_message_id IS NULL",
    }
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        counts = {what: connection.execute(query).fetchone()[0] for what, query in questions.items()}
    left = [f"{count} {what}" for what, count in counts.items() if count]
    return ", ".join(left) or None


def _briefs(connection: sqlite3.Connection, ledger: Ledger, account: Account) -> Iterator[str]:
    """Each seed that somebody sent is one brief."""
    keys = [row["key"] for row in connection.execute("SELECT key FROM brief")]
    account.briefs = len(keys)
    places = [tuple(map(int, key.split(":")[1:3])) for key in keys if key]
    for marker, place in ledger.seeds.items():
        if (count := places.count(place)) != 1:
            yield f"the seed «{marker}» is {count} briefs"


def _jobs(connection: sqlite3.Connection, account: Account) -> Iterator[str]:
    jobs = connection.execute(
        "SELECT job.id, state, count(variant.id) AS planned, count(variant.text) AS written"
        " FROM job LEFT JOIN variant ON variant.job_id = job.id GROUP BY job.id"
    ).fetchall()
    account.jobs = len(jobs)
    for job in jobs:
        if job["state"] not in {"done", "stopped"}:
            yield f"job {job['id']} is {job['state']}"
        if job["state"] == "done" and job["planned"] != job["written"]:
            yield f"job {job['id']} is done with {job['written']} of {job['planned']} texts"


def _variants(connection: sqlite3.Connection, ledger: Ledger, account: Account) -> Iterator[str]:
    """Each text is in its chat, under the number that the database has."""
    rows = connection.execute(
        "SELECT variant.id, delivery, message_id, job.chat_id FROM variant JOIN job ON job.id = job_id"
        " WHERE text IS NOT NULL"
    ).fetchall()
    account.written = len(rows)
    account.messages = sum(map(len, ledger.delivered.values()))
    for row in rows:
        places = ledger.delivered.get(row["id"], [])
        account.delivered += bool(places)
        if row["delivery"] != "sent" or not places:
            yield f"text {row['id']} is {row['delivery']} and in the chat {len(places)} times"
        elif (row["chat_id"], row["message_id"]) not in places:
            yield f"text {row['id']} is not in message {row['message_id']} of its chat"
    for stray in set(ledger.delivered) - {row["id"] for row in rows}:
        yield f"text {stray} is in a chat but not in the database"


def _doubles(ledger: Ledger, account: Account) -> Iterator[str]:
    """A second message of a text is explained by the window between SENDING and SENT, or is one too many."""
    lost = ledger.lost_answers.copy()
    for variant_id, places in sorted(ledger.delivered.items()):
        for chat_id, _ in places[1:]:
            if variant_id in ledger.in_window:
                account.doubled_by_kill += 1
            elif lost[chat_id] > 0:
                lost[chat_id] -= 1
                account.doubled_by_lost_answer += 1
            else:
                yield f"text {variant_id} came {len(places)} times, and nothing explains it"


def _choices(connection: sqlite3.Connection, ledger: Ledger, account: Account) -> Iterator[str]:
    chosen = {row["variant_id"] for row in connection.execute("SELECT variant_id FROM choice")}
    account.choices = len(ledger.chosen)
    for lost in ledger.chosen - chosen:
        yield f"the choice of text {lost} is lost"


def _unhandled(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if TROUBLE.search(line) and not any(words in line for words in EXPECTED):
            yield line
