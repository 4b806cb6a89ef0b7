"""``synthesise``: briefs and ads from a teacher over an OpenAI-compatible API, checked."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
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
from training.manifest import is_done, write_json, write_manifest
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


@dataclass(slots=True)
class Tally:
    """How a run is going."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    read: int = 0
    written: int = 0

    def cost(self, recipe: SynthesiseRecipe) -> float:
        return (self.read * recipe.price_read + self.written * recipe.price_written) / MILLION


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
    """Write raw.jsonl and refused.jsonl into ``folder``; wishes that stand in either are not asked for again.

    Raises Interrupted, and TeacherFailed when the teacher can't be reached or refuses the key.
    """
    tally = Tally()
    if is_done(folder):
        return tally
    folder.mkdir(parents=True, exist_ok=True)
    platforms = dataset_platforms(data / "platforms.yaml")
    products = tuple(load_products(data / "products.yaml", Morphology()))
    done = _done(folder)
    wishes = [wish for wish in draw_wishes(recipe, products, platforms) if wish.id not in done]
    log.info("%d of %d briefs to go", len(wishes), recipe.briefs)
    asyncio.run(_Session(recipe, platforms, folder, tally).run(teacher, wishes))
    facts = {"accepted": tally.accepted, "refused": dict(tally.refused), "cost": tally.cost(recipe)}
    write_json(folder / "report.json", facts)
    outputs = [folder / "raw.jsonl"] if (folder / "raw.jsonl").exists() else []
    inputs = [data / "platforms.yaml", data / "products.yaml"]
    write_manifest(folder, "synthesise", recipe=recipe, inputs=inputs, outputs=outputs, **facts)
    return tally


def _done(folder: Path) -> set[str]:
    """Ids in both files; the torn last line of a killed run is cut off first."""
    ids: set[str] = set()
    for name in ("raw.jsonl", "refused.jsonl"):
        path = folder / name
        if path.exists():
            whole = [
                line for line in path.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")
            ]
            path.write_text("".join(whole), "utf-8")
            ids |= {json.loads(line)["id"] for line in whole}
    return ids


class _Session:
    """One run: workers share a queue of wishes, a pace and the two files."""

    def __init__(
        self, recipe: SynthesiseRecipe, platforms: Mapping[str, Platform], folder: Path, tally: Tally
    ) -> None:
        self._recipe = recipe
        self._platforms = platforms
        self._folder = folder
        self._tally = tally
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
            self._judge(wish, await self._ask(client, wish))

    async def _ask(self, client: openai.AsyncOpenAI, wish: Wish) -> str:
        conversation: Any = messages(wish, self._platforms[wish.platform], self._recipe)
        schema: Any = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": Answer.model_json_schema(), "strict": True},
        }
        reply = await client.chat.completions.create(
            model=self._recipe.teacher,
            messages=conversation,
            temperature=self._recipe.temperature,
            max_tokens=self._recipe.longest,
            response_format=schema,
            seed=self._recipe.seed + wish.number,
        )
        if reply.usage:
            self._tally.read += reply.usage.prompt_tokens
            self._tally.written += reply.usage.completion_tokens
        return reply.choices[0].message.content or ""

    def _judge(self, wish: Wish, reply: str) -> None:
        record, why = judge(wish, reply, self._platforms[wish.platform])
        if record is None:
            self._tally.refused[why] += 1
            self._append("refused.jsonl", json.dumps({"id": wish.id, "why": why}))
        else:
            self._tally.accepted += 1
            self._append("raw.jsonl", record.model_dump_json())
        log.info(
            "%d accepted, %d refused, %d tokens written, cost %.2f",
            self._tally.accepted,
            self._tally.refused.total(),
            self._tally.written,
            self._tally.cost(self._recipe),
        )

    def _append(self, name: str, line: str) -> None:
        with (self._folder / name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


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
