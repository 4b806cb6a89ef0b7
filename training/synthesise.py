"""``synthesise``: briefs and ads from a teacher over an OpenAI-compatible API, checked."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copywriting.checks.morphology import Morphology
from copywriting.knowledge import load_products
from copywriting.platforms import Platform
from training.briefs import dataset_platforms
from training.dataset import AdRecord
from training.errors import Interrupted, TeacherFailed
from training.faults import faults
from training.interruption import Interruption
from training.ledger import LEDGER, RAW, Entry, Ledger
from training.manifest import Work, write_json
from training.recipe import SynthesiseRecipe
from training.wishes import Wish, draw_wishes, messages

log = logging.getLogger(__name__)
CYRILLIC_SHARE = 0.6
MILLION = 1_000_000


class Answer(BaseModel):
    """What the teacher is to return."""

    model_config = ConfigDict(extra="forbid")

    seeds: list[str] = Field(min_length=1, max_length=3)
    facts: list[str] = Field(min_length=1, max_length=3)
    variants: list[str] = Field(min_length=2, max_length=4)


@dataclass(frozen=True, slots=True)
class Teacher:
    """Where the teacher is."""

    base_url: str
    api_key: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How a run went, over all interruptions."""

    accepted: int
    refused: dict[str, int]
    cost: float


class Pace:
    """At most ``per_minute`` starts a minute, evenly."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 60 / per_minute
        self._clock = clock
        self._next = clock()

    async def turn(self) -> None:
        now = self._clock()
        wait, self._next = self._next - now, max(self._next, now) + self._gap
        if wait > 0:
            await asyncio.sleep(wait)


def synthesise(recipe: SynthesiseRecipe, teacher: Teacher, data: Path, folder: Path) -> Tally:
    """Write raw.jsonl, ledger.jsonl and report.json into ``folder``; answered wishes are not asked for again.

    Raises Interrupted, and TeacherFailed when the teacher can't be reached or refuses the key.
    """
    files = [data / "platforms.yaml", data / "products.yaml"]
    work = Work(folder, "synthesise", recipe, files)
    unfinished = work.begin()
    ledger = Ledger(folder)
    if unfinished:
        platforms = dataset_platforms(files[0])
        wishes = draw_wishes(recipe, tuple(load_products(files[1], Morphology())), platforms)
        left = [wish for wish in wishes if wish.id not in ledger]
        log.info("%d of %d briefs to go", len(left), recipe.briefs)
        asyncio.run(_Session(recipe, platforms, ledger).run(teacher, left))
        ledger.close([wish.id for wish in wishes])
    tally = Tally(ledger.accepted, dict(sorted(ledger.refused.items())), cost(ledger, recipe))
    if unfinished:
        write_json(folder / "report.json", asdict(tally))
        work.finish((RAW, LEDGER, "report.json"))
    return tally


def cost(ledger: Ledger, recipe: SynthesiseRecipe) -> float:
    """In the currency of the recipe's prices."""
    read, written = ledger.tokens
    return (read * recipe.price_read + written * recipe.price_written) / MILLION


class _Session:
    """One run: workers share a queue of wishes, a pace and the ledger."""

    def __init__(self, recipe: SynthesiseRecipe, platforms: Mapping[str, Platform], ledger: Ledger) -> None:
        self._recipe = recipe
        self._platforms = platforms
        self._ledger = ledger
        self._pace = Pace(recipe.requests_per_minute)

    async def run(self, teacher: Teacher, wishes: Sequence[Wish]) -> None:
        left = list(reversed(wishes))
        async with AsyncExitStack() as stack:
            asked = stack.enter_context(Interruption())
            client = await stack.enter_async_context(
                openai.AsyncOpenAI(
                    base_url=teacher.base_url,
                    api_key=teacher.api_key,
                    max_retries=self._recipe.retries,  # with growing pauses, and as long as Retry-After says
                    timeout=self._recipe.timeout,
                )
            )
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(self._recipe.concurrency, len(left))):
                        group.create_task(self._work(client, left, asked))
            except* openai.OpenAIError as errors:
                raise TeacherFailed(f"{teacher.base_url}: {errors.exceptions[0]}") from errors
        if left:
            raise Interrupted(f"{len(left)} briefs left")

    async def _work(self, client: openai.AsyncOpenAI, left: list[Wish], asked: Interruption) -> None:
        while left and not asked.stop:
            wish = left.pop()
            await self._pace.turn()
            self._judge(wish, *await self._ask(client, wish))

    async def _ask(self, client: openai.AsyncOpenAI, wish: Wish) -> tuple[str, int, int]:
        """The answer, and how many tokens were read and written for it."""
        conversation: Any = messages(wish, self._platforms[wish.platform], self._recipe)
        reply = await client.chat.completions.create(
            model=self._recipe.teacher,
            messages=conversation,
            temperature=self._recipe.temperature,
            max_tokens=self._recipe.longest,
            response_format=_response_format(self._recipe),
            seed=self._recipe.seed + wish.number,
        )
        read, written = (reply.usage.prompt_tokens, reply.usage.completion_tokens) if reply.usage else (0, 0)
        return reply.choices[0].message.content or "", read, written

    def _judge(self, wish: Wish, reply: str, read: int, written: int) -> None:
        record, why = judge(wish, reply, self._platforms[wish.platform])
        self._ledger.add(Entry(id=wish.id, refused=why, read=read, written=written), record)
        log.info(
            "%d accepted, %d refused, %d tokens written, cost %.2f",
            self._ledger.accepted,
            self._ledger.refused.total(),
            self._ledger.tokens[1],
            cost(self._ledger, self._recipe),
        )


def _response_format(recipe: SynthesiseRecipe) -> Any:
    schema = Answer.model_json_schema()
    if recipe.structured == "json_object":
        return {"type": "json_object", "schema": schema}
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}


def judge(wish: Wish, reply: str, platform: Platform) -> tuple[AdRecord | None, str]:
    """The record with its fit ads, or why there is none."""
    try:
        answer = Answer.model_validate_json(reply)
    except ValidationError:
        return None, "not the JSON asked for"
    draft = AdRecord(
        id=wish.id,
        product=wish.product,
        platform=wish.platform,
        task=wish.task,
        tone=wish.tone,
        audience=wish.audience,
        seed=answer.seeds[0],
        seeds=tuple(answer.seeds),
        facts=tuple(answer.facts),
        variants=tuple(answer.variants),
    )
    if any(fact not in seed for fact in draft.facts for seed in draft.wordings):
        return None, "fact not in the brief"
    reasons = {ad: list(faults(draft, ad, platform, CYRILLIC_SHARE)) for ad in draft.variants}
    fit = tuple(ad for ad, against in reasons.items() if not against)
    if len(fit) < 2:
        return None, Counter(why for against in reasons.values() for why in against).most_common(1)[0][0]
    return draft.model_copy(update={"variants": fit}), ""
