"""The exam itself: every brief is ordered from the Copywriter as a user orders it."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

from copywriting.angles import SEED_BITS, plan
from copywriting.brief import Brief
from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.copywriter import Copywriter
from copywriting.errors import NothingWritten
from copywriting.evaluation.briefs import Case, by_dataset_name, to_brief
from copywriting.evaluation.meter import Meter
from copywriting.examples import Examples, load_examples
from copywriting.knowledge import load_products
from copywriting.order import Order, Written
from copywriting.platforms import Platforms, load_platforms
from copywriting.prompt import Material
from inference.contract import Engine
from inference.errors import PromptTooLong


@dataclass(frozen=True, slots=True)
class Desk:
    """What the product works with beside the engine."""

    platforms: Platforms
    checker: Checker
    material: Material

    @classmethod
    def load(cls, data: Path, *, examples: bool) -> "Desk":
        """As the bot does; ``examples`` are of use to instruct models only. Raises DataFileBroken."""
        morphology = Morphology()
        products = load_products(data / "products.yaml", morphology)
        shots = load_examples(data / "train.jsonl") if examples else Examples()
        checker = Checker.load(data, products, morphology)
        return cls(load_platforms(data / "platforms.yaml"), checker, Material(shots, products))


@dataclass(frozen=True, slots=True)
class Exam:
    """``variants`` of each case; ``seed`` decides angles and the seeds of sampling."""

    cases: Sequence[Case]
    variants: int
    seed: int
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Answer:
    """What one brief got. ``refused`` says why there are fewer variants than ordered."""

    case: Case
    brief: Brief
    written: tuple[Written, ...]
    seconds: float
    refused: str | None = None


@dataclass(slots=True)
class Cost:
    """Of the whole exam: ``drafts`` and ``tokens`` include attempts nobody saw."""

    seconds: float = 0.0
    drafts: int = 0
    tokens: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


async def sit(
    engine: Engine, desk: Desk, exam: Exam, told: Callable[[int], None]
) -> tuple[list[Answer], Cost]:
    """One brief after another, so that a run can be repeated; ``told`` hears how many are done.

    Raises UnknownPlatform, and any EngineError that concerns more than one brief.
    """
    meter, cost = Meter(engine), Cost()
    copywriter = Copywriter(meter, desk.platforms, desk.checker, desk.material)
    answers: list[Answer] = []
    for case in exam.cases:
        answer = await _answer(copywriter, case, exam)
        answers.append(answer)
        cost.seconds += answer.seconds
        if answer.refused:
            cost.refusals.append(f"{case.id}: {answer.refused}")
        told(len(answers))
    cost.drafts, cost.tokens = meter.drafts, meter.tokens
    return answers, cost


async def _answer(copywriter: Copywriter, case: Case, exam: Exam) -> Answer:
    brief = to_brief(case, by_dataset_name(copywriter.platforms))
    # A case keeps its seed whatever other cases are in the exam.
    own = random.Random(f"{exam.seed}:{case.id}").getrandbits(SEED_BITS)  # noqa: S311 - variety, not secrecy
    order = Order(brief, plan(exam.variants, seed=own))
    written: dict[int, Written] = {}
    refused = None
    began = exam.clock()
    try:
        async with aclosing(copywriter.write(order)) as steps:
            async for step in steps:
                if isinstance(step, Written):
                    written[step.position] = step
    except (NothingWritten, PromptTooLong) as error:
        refused = str(error)
    in_order = tuple(written[position] for position in sorted(written))
    return Answer(case, brief, in_order, exam.clock() - began, refused)
