"""``preferences``: chosen/rejected pairs from the bot's database, without personal data."""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from copywriting import wording
from copywriting.brief import Brief
from copywriting.masked import brief_text
from copywriting.masking import Masks
from copywriting.normal import neutralise
from copywriting.order import Order
from copywriting.platforms import Platforms, load_platforms
from copywriting.prompt import Material, render
from training.manifest import Work, write_lines
from training.personal import is_personal

log = logging.getLogger(__name__)
_BRIEF = TypeAdapter(Brief)
# A standing choice and every other text of the same job: they answer the very same brief. Refinements are no
# rejections, they are made from the text that they change.
_QUERY = """
SELECT job.brief AS brief, chosen.text AS chosen, other.text AS rejected
FROM choice
JOIN variant AS chosen ON chosen.id = choice.variant_id
JOIN job ON job.id = chosen.job_id
JOIN variant AS other ON other.job_id = chosen.job_id AND other.id <> chosen.id
WHERE choice.withdrawn_at IS NULL AND job.refinement IS NULL
  AND chosen.text IS NOT NULL AND other.text IS NOT NULL AND chosen.text <> other.text
ORDER BY choice.id, other.position
"""
Profile = Literal["phrases", "instruct"]


def export_preferences(database: Path, platforms: Path, profile: Profile, folder: Path) -> int:
    """Write pairs.jsonl (TRL's prompt, chosen, rejected) into ``folder`` and return how many there are.

    No user, chat or message id leaves the database; contacts, dates, quoted names and figures are
    placeholders in both profiles; pairs that name a person, or have too many contacts, stay inside.
    """
    work = Work(folder, "preferences", {"profile": profile}, [platforms, database])
    if not work.begin():
        return 0
    known = load_platforms(platforms)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        pairs = list(_pairs(connection, known, profile))
    write_lines(folder / "pairs.jsonl", pairs)
    work.finish(("pairs.jsonl",), pairs=len(pairs))
    log.info("%d preference pairs", len(pairs))
    return len(pairs)


def _pairs(
    connection: sqlite3.Connection, platforms: Platforms, profile: Profile
) -> Iterator[dict[str, Any]]:
    for row in connection.execute(_QUERY):
        brief = _BRIEF.validate_python(json.loads(row["brief"]))
        platform = platforms.get(brief.platform)
        if platform is None:
            continue
        if any(is_personal(text) for text in (brief.seed, brief.task, row["chosen"], row["rejected"])):
            continue
        masks = Masks(phrases=profile == "phrases")
        if profile == "phrases":
            turns = [{"role": "user", "content": masks.learn(brief_text(brief, platform))}]
        else:
            prompt = render(Order(brief, ()), platform, "instruct", Material(examples_budget=0))
            turns = [{"role": one.role, "content": masks.learn(one.content)} for one in prompt.messages]
            turns[-1]["content"] += f"\n\n{wording.WRITE}"
        yield {
            "id": _anonymous_id(row),
            "prompt": turns,
            "chosen": _answer(row["chosen"], masks),
            "rejected": _answer(row["rejected"], masks),
        }


def _answer(text: str, masks: Masks) -> list[dict[str, str]]:
    """Facts that the brief lacks get placeholders, too: they are nobody else's."""
    masks.learn(neutralise(text))
    return [{"role": "assistant", "content": masks.apply(neutralise(text))}]


def _anonymous_id(row: sqlite3.Row) -> str:
    """Of the texts themselves, so that the same pair has the same id in every export."""
    return hashlib.sha256("\0".join(row).encode()).hexdigest()[:16]
