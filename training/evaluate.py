"""``evaluate``: a GGUF's drafts for briefs it never saw, measured, as JSON, an HTML page and a plot."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from copywriting.platforms import Platform
from inference.contract import PromptProfile
from inference.gguf_header import header_of
from inference.inspection import profile
from inference.local import LocalConfig, LocalEngine
from training.briefs import dataset_platforms
from training.costs import megabytes_at_peak, speed
from training.dataset import AdRecord, read_records
from training.drafts import Draft, Draws, continue_drafts
from training.errors import Interrupted
from training.general import FILE, General, answers, marks, neutral_nats, read_general
from training.interruption import Interruption
from training.likelihood import likelihood
from training.manifest import Work, write_json
from training.metrics import COPY, COSTS, SUMMARY, Score, Summary, score, summarise, word_grams
from training.pairs import unseen_pairs
from training.report_page import Shown, write_page

log = logging.getLogger(__name__)
ADAPTER = "evaluated"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated."""

    model: Path
    adapter: Path | None = None

    @property
    def name(self) -> str:
        return self.model.stem if self.adapter is None else f"{self.model.stem}+{self.adapter.stem}"

    @property
    def profile(self) -> PromptProfile:
        return cast(PromptProfile, profile(self.model, header_of(self.model)))

    @property
    def files(self) -> list[Path]:
        return [self.model] if self.adapter is None else [self.model, self.adapter]


@dataclass(frozen=True, slots=True)
class Exam:
    """On what, and how: ``limit`` briefs of ``unseen`` (0: all) for the dataset's ``only`` platforms (none
    named: all); ``train``: where a copy would come from."""

    unseen: Path
    train: Path
    platforms: Path
    draws: Draws
    limit: int = 0
    only: tuple[str, ...] = ()
    threads: int = 1
    questions: int | None = None  # of general ability (None: all)

    @property
    def files(self) -> list[Path]:
        return [self.unseen, self.train, self.platforms, FILE]

    @property
    def conditions(self) -> dict[str, object]:
        """What decides the drafts besides the files."""
        return asdict(self.draws) | {
            "unseen": self.unseen.name,
            "limit": self.limit,
            "only": list(self.only),
            "questions": self.questions,
        }

    def records(self) -> list[AdRecord]:
        wanted = [one for one in read_records(self.unseen) if not self.only or one.platform in self.only]
        return wanted[: self.limit or None]

    def general(self) -> General:
        whole = read_general()
        return whole.model_copy(update={"questions": whole.questions[: self.questions]})


@dataclass(frozen=True, slots=True)
class Written:
    """What the engine wrote, how fast it is when it writes alone, and what memory that took."""

    drafts: list[Draft]
    replies: list[str]
    tokens_per_second: float
    megabytes_at_peak: float  # before the judging, which keeps all logits


def evaluate(subject: Subject, exam: Exam, folder: Path) -> None:
    """Write drafts.jsonl, summary.json, costs.json and report.html into ``folder``. Raises Interrupted."""
    work = Work(folder, "evaluate", exam.conditions, [*subject.files, *exam.files])
    if not work.begin():
        return
    records, platforms, general = exam.records(), dataset_platforms(exam.platforms), exam.general()
    written = asyncio.run(_write(subject, exam, records, platforms, folder / "drafts.jsonl"))
    known = frozenset[tuple[str, ...]]().union(
        *(word_grams(ad, COPY) for record in read_records(exam.train) for ad in record.variants)
    )
    shown = [
        Shown(record, draft.text, score(draft.text, record, platforms[record.platform], known, draft.ended))
        for record, draft in _matched(records, written.drafts)
    ]
    pairs = unseen_pairs(records, platforms, subject.profile)
    surprise = likelihood(subject.model, pairs, subject.adapter)
    by_subject = marks(general.questions, written.replies)
    summary = {
        "subject": subject.name,
        **asdict(summarise([one.score for one in shown])),
        "unseen_nats": surprise.nats,
        "neutral_nats": neutral_nats(subject.model, general.neutral, subject.adapter),
        "general": by_subject["all"],
    }
    by_platform = _by_platform(shown)
    parts = {slug: asdict(one) for slug, one in by_platform.items()}
    write_json(folder / SUMMARY, summary | {"platforms": parts, "general_by_subject": by_subject})
    costs = {
        "characters_per_token": surprise.characters_per_token,
        "tokens_per_second": written.tokens_per_second,
        "megabytes_at_peak": written.megabytes_at_peak,
    }
    write_json(folder / COSTS, costs)
    write_page(folder / "report.html", summary, by_platform, shown)
    work.finish(("drafts.jsonl", SUMMARY, "report.html"))


async def _write(
    subject: Subject, exam: Exam, records: Sequence[AdRecord], platforms: Mapping[str, Platform], path: Path
) -> Written:
    adapters = {ADAPTER: subject.adapter} if subject.adapter else {}
    adapter = ADAPTER if subject.adapter else None
    draws = replace(exam.draws, adapter=adapter)
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
        await engine.forget_prompts()
        replies = await answers(engine, exam.general().questions, adapter)
        rate = await speed(engine, exam.threads, adapter)
        if asked.stop:
            raise Interrupted("the drafts are written")
    return Written(found, replies, rate, megabytes_at_peak())


def _matched(records: Sequence[AdRecord], drafts: Sequence[Draft]) -> list[tuple[AdRecord, Draft]]:
    by_id = {record.id: record for record in records}
    return [(by_id[draft.record], draft) for draft in drafts if draft.record in by_id]


def _by_platform(shown: Sequence[Shown]) -> dict[str, Summary]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for one in shown:
        groups[one.record.platform].append(one.score)
    return {slug: summarise(scores) for slug, scores in sorted(groups.items())}
