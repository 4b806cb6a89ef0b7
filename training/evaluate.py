"""``evaluate``: a GGUF's drafts for briefs it never saw, measured, as JSON, an HTML page and a plot."""

import asyncio
import logging
import resource
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from copywriting.platforms import Platform
from inference.local import LocalConfig, LocalEngine
from training.briefs import dataset_platforms
from training.dataset import AdRecord, read_records
from training.drafts import Draft, Draws, continue_drafts
from training.errors import Interrupted
from training.interruption import Interruption
from training.likelihood import likelihood
from training.manifest import is_done, write_json, write_manifest
from training.metrics import COPY, Score, Summary, score, summarise, word_grams
from training.pairs import unseen_pairs
from training.report_page import Shown, write_page

log = logging.getLogger(__name__)
ADAPTER = "evaluated"
SUMMARY = "summary.json"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated."""

    model: Path
    adapter: Path | None = None

    @property
    def name(self) -> str:
        return self.model.stem if self.adapter is None else f"{self.model.stem}+{self.adapter.stem}"

    @property
    def files(self) -> list[Path]:
        return [self.model] if self.adapter is None else [self.model, self.adapter]


@dataclass(frozen=True, slots=True)
class Exam:
    """On what, and how: ``limit`` briefs of ``unseen`` (0: all); ``train``: where a copy would come from."""

    unseen: Path
    train: Path
    platforms: Path
    draws: Draws
    limit: int = 0
    threads: int = 1

    @property
    def files(self) -> list[Path]:
        return [self.unseen, self.train, self.platforms]


def evaluate(subject: Subject, exam: Exam, folder: Path) -> None:
    """Write drafts.jsonl, summary.json and report.html into ``folder``. Raises Interrupted."""
    if is_done(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    records = read_records(exam.unseen)[: exam.limit or None]
    platforms = dataset_platforms(exam.platforms)
    began = time.monotonic()
    drafts = asyncio.run(_drafts(subject, exam, records, platforms, folder / "drafts.jsonl"))
    seconds = time.monotonic() - began
    known = frozenset[tuple[str, ...]]().union(
        *(word_grams(ad, COPY) for record in read_records(exam.train) for ad in record.variants)
    )
    shown = [
        Shown(record, draft.text, score(draft.text, record, platforms[record.platform], known, draft.ended))
        for record, draft in _matched(records, drafts)
    ]
    surprise = likelihood(subject.model, unseen_pairs(records, platforms), subject.adapter)
    summary = {
        "subject": subject.name,
        **asdict(summarise([one.score for one in shown])),
        "unseen_nats": surprise.nats,
        "characters_per_token": surprise.characters_per_token,
        "tokens_per_second": sum(draft.tokens for draft in drafts) / seconds,
        "megabytes_at_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    by_platform = _by_platform(shown)
    parts = {slug: asdict(one) for slug, one in by_platform.items()}
    write_json(folder / SUMMARY, summary | {"platforms": parts})
    write_page(folder / "report.html", summary, by_platform, shown)
    outputs = [folder / name for name in ("drafts.jsonl", SUMMARY, "report.html")]
    write_manifest(folder, "evaluate", recipe=None, inputs=[*subject.files, *exam.files], outputs=outputs)


async def _drafts(
    subject: Subject, exam: Exam, records: Sequence[AdRecord], platforms: Mapping[str, Platform], path: Path
) -> list[Draft]:
    adapters = {ADAPTER: subject.adapter} if subject.adapter else {}
    draws = replace(exam.draws, adapter=ADAPTER if subject.adapter else None)
    config = LocalConfig(
        model=subject.model,
        adapters=adapters,
        threads=exam.threads,
        sequences=draws.count,
    )
    found: list[Draft] = []
    async with AsyncExitStack() as stack:
        asked = stack.enter_context(Interruption())
        engine = await stack.enter_async_context(LocalEngine.open(config))
        async for drafts in continue_drafts(engine, records, platforms, draws, path):
            found += drafts
            if asked.stop:
                raise Interrupted(f"{len(found)} drafts are written")
            log.info("%s: %d of %d drafts", subject.name, len(found), len(records) * draws.count)
    return found


def _matched(records: Sequence[AdRecord], drafts: Sequence[Draft]) -> list[tuple[AdRecord, Draft]]:
    by_id = {record.id: record for record in records}
    return [(by_id[draft.record], draft) for draft in drafts if draft.record in by_id]


def _by_platform(shown: Sequence[Shown]) -> dict[str, Summary]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for one in shown:
        groups[one.record.platform].append(one.score)
    return {slug: summarise(scores) for slug, scores in sorted(groups.items())}
