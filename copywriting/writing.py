"""One order at work: its variants stream from one engine request, each is judged and repaired on its own."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from copywriting import fitting
from copywriting.angles import SEED_BITS, another
from copywriting.brief import AngleSlug
from copywriting.cleaning import visible
from copywriting.closing import with_closing_lines
from copywriting.drafts import Answer, Draft, Judge, better
from copywriting.errors import NothingWritten
from copywriting.fitting import FieldRepair
from copywriting.granted import SHORTER
from copywriting.job import Budget, Job
from copywriting.order import Assignment, Change, Growing, Progress, Reading, Written
from copywriting.part import Part
from copywriting.prompt import Profile, tail
from copywriting.scissors import cut_parent
from copywriting.streams import Emit
from copywriting.tighten import shorten
from inference.contract import Delta, Engine, Finish, GenerationRequest, Prefill, Tail, VariantDone

logger = logging.getLogger(__name__)
_SEED_STEP = 7919  # a prime: seeds of second attempts stay clear of those of first ones


@dataclass(frozen=True, slots=True)
class _Done:
    """A finished answer with its facts restored; ``cut``: something other than the model ended it."""

    text: str
    cut: bool


class Writing:
    """The state of one order while it is written."""

    def __init__(self, engine: Engine, job: Job, judge: Judge, budget: Budget) -> None:
        self._engine = engine
        self._order = job.order
        self._platform = job.platform
        self._prompt = job.prompt
        self._request = job.request
        self._judge = judge
        self._part = Part.of(job.order.refinement, job.platform)
        self._budget = budget
        self._judging = asyncio.Lock()  # likeness is to what is accepted, so variants are judged one by one
        self._accepted: dict[int, str] = {}
        self._angles = [assignment.angle for assignment in job.order.assignments]
        self._empty: list[int] = []

    async def run(self, emit: Emit[Progress]) -> None:
        """Raises NothingWritten at the end, when the other variants are through."""
        if self._masked and (shorter := cut_parent(self._order.refinement, self._platform)):
            for assignment in self._order.assignments:
                await self._hand_out(
                    assignment, await self._judged(assignment, shorter, assignment.angle), emit
                )
            return
        async with asyncio.TaskGroup() as group:
            answers = self._answers(self._request, self._order.assignments, emit)
            async with aclosing(answers):
                async for assignment, answer in answers:
                    group.create_task(self._finish(assignment, answer, emit))
        if self._empty:
            raise NothingWritten(tuple(sorted(self._empty)))

    async def _answers(
        self, request: GenerationRequest, assignments: tuple[Assignment, ...], emit: Emit[Progress]
    ) -> AsyncGenerator[tuple[Assignment, _Done], None]:
        """Decodes ``request``, one tail per assignment, and lets the reader watch."""
        growing = [Answer(self._prompt.masks) for _ in assignments]
        async with aclosing(self._engine.generate(request)) as events:
            async for event in events:
                match event:
                    case Prefill(evaluated, total):
                        emit(Reading(evaluated, total))
                    case Delta(variant, text):
                        if seen := self._whole(growing[variant].feed(text)):
                            emit(Growing(assignments[variant].position, seen))
                    case VariantDone(variant=variant, finish=reason):
                        done = _Done(self._whole(growing[variant].close()), cut=reason is not Finish.STOP)
                        if seen := visible(done.text):
                            emit(Growing(assignments[variant].position, seen))
                        yield assignments[variant], done

    async def _finish(self, assignment: Assignment, done: _Done, emit: Emit[Progress]) -> None:
        """From the first attempt to ``Written``: rewrites while that may help."""
        best = await self._judged(assignment, done.text, assignment.angle, cut=done.cut)
        for attempt in range(1, self._rewrites + 1):
            if best is not None and not self._worth_rewriting(best):
                break
            best = better(best, await self._rewritten(assignment, attempt, best, emit))
        await self._hand_out(assignment, best, emit)

    async def _hand_out(self, assignment: Assignment, best: Draft | None, emit: Emit[Progress]) -> None:
        """Brings fields to size first."""
        if best is None:
            self._empty.append(assignment.position)
            return
        final = await self._fitted(assignment, best)
        self._accepted[assignment.position] = final.text
        logger.debug("variant %d: %d characters", assignment.position, len(final.text))
        emit(Written(assignment.position, final.angle, final.text, final.report))

    def _whole(self, answer: str) -> str:
        """The ad that an answer stands for: all of it, unless one field was asked for."""
        return self._part.placed(answer, pinned=self._masked) if self._part else answer

    @property
    def _masked(self) -> bool:
        return self._prompt.masks is not None

    @property
    def _rewrites(self) -> int:
        return self._budget.masked_rewrites if self._masked else self._budget.rewrites

    def _worth_rewriting(self, draft: Draft) -> bool:
        """An overlong field alone is repaired as a field, unless the model can only write the whole anew."""
        if draft.near_copy or draft.blocked or not draft.on_target:
            return True
        return self._masked and (draft.doubtful or (draft.overlong and not self._platform.structured))

    async def _rewritten(
        self, assignment: Assignment, attempt: int, best: Draft | None, emit: Emit[Progress]
    ) -> Draft | None:
        """Another attempt with its own seed, and from another side if the first one wasn't empty."""
        seed = (assignment.seed + attempt * _SEED_STEP) % 2**SEED_BITS
        angle = another(self._angles, seed=seed) if best else assignment.angle
        self._angles.append(angle)
        again = replace(assignment, angle=angle, seed=seed)
        request = replace(self._request, tails=(self._tail(again),))
        draft: Draft | None = None
        async with aclosing(self._answers(request, (again,), _but_reading(emit))) as answers:
            async for _, done in answers:
                draft = await self._judged(again, done.text, angle, cut=done.cut)
        return draft

    async def _judged(
        self, assignment: Assignment, answer: str, angle: AngleSlug, *, cut: bool = False
    ) -> Draft | None:
        """Judged against what is accepted by now; a draft unlike that is what others are compared with."""
        async with self._judging:
            draft = await self._judge.draft(answer, angle, self._others(assignment), cut=cut)
            if draft is not None and not draft.near_copy:
                self._accepted[assignment.position] = draft.text
            return draft

    def _others(self, assignment: Assignment) -> tuple[str, ...]:
        """A refinement is like its parent by nature; it must only differ from its own siblings."""
        siblings = tuple(text for position, text in self._accepted.items() if position != assignment.position)
        return siblings if self._order.refinement else (*self._order.shown, *siblings)

    async def _fitted(self, assignment: Assignment, draft: Draft) -> Draft:
        text = await self._fields_anew(draft.text, assignment)
        text = await asyncio.to_thread(fitting.cut, text, self._platform)
        if self._order.refinement and self._order.refinement.change is Change.SHORTER and not draft.on_target:
            text = self._shortened(text, self._order.refinement.parent)
        if (masks := self._prompt.masks) and self._order.refinement is None:
            text = with_closing_lines(text, masks, self._prompt.messages[-1].content, self._platform)
        text = fitting.with_obligatory_words(text, draft.obliging, self._platform)
        if text == draft.text:
            return draft
        return await self._judged(assignment, text, draft.angle) or draft

    async def _fields_anew(self, text: str, assignment: Assignment) -> str:
        """Over-limit fields in the model's own new words, as far as the budget goes."""
        own = self._tail(replace(assignment, seed=(assignment.seed + 1) % 2**SEED_BITS))
        for item in fitting.overlong(text, self._platform)[: self._budget.fields]:
            repair = FieldRepair(text, item, self._platform, replace(self._request, tails=(own,)))
            request = repair.asked(self._prompt.masks)
            if request is None:
                break
            async with aclosing(self._answers(request, (assignment,), _nowhere)) as answers:
                async for _, done in answers:
                    if value := repair.value(done.text):
                        text = fitting.with_value(text, item, value, self._platform)
        return text

    def _tail(self, assignment: Assignment) -> Tail:
        if self._order.refinement is not None:  # every attempt is asked for the same
            return replace(self._prompt.tails[0], seed=assignment.seed)
        profile: Profile = "masked" if self._masked else "instruct"
        return tail(assignment, self._platform, profile)

    def _shortened(self, text: str, parent: str) -> str:
        """«Короче» is kept even by a model that can't count: whole sentences go."""
        size = self._platform.size
        share = SHORTER * size(parent) / max(1, size(text))
        return shorten(text, share, size) if not self._platform.structured else text


def _but_reading(emit: Emit[Progress]) -> Emit[Progress]:
    """The prompt of a second attempt is read from the cache: nothing to show."""

    def forward(step: Progress) -> None:
        if not isinstance(step, Reading):
            emit(step)

    return forward


def _nowhere(_step: Progress) -> None:
    """A field alone is nothing to show."""
