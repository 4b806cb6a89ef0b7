"""First drafts of a model for the dataset's briefs: nothing repaired, so that models are compared."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict

from copywriting.angles import plan
from copywriting.masking import MASK_TOKENS
from copywriting.order import Order
from copywriting.platforms import Platform
from copywriting.prompt import Material, Profile, RenderedPrompt, render
from inference.contract import Engine, Finish, GenerationRequest, VariantDone
from inference.local import LocalEngine
from training.briefs import to_brief
from training.dataset import AdRecord

LONGEST = 420  # tokens of a draft: the longest ads of the dataset take about 350


class Draft(BaseModel):
    """An ad as the model wrote it, its facts restored. ``ended``: by itself, not by the limit."""

    model_config = ConfigDict(frozen=True)

    record: str
    number: int
    text: str
    ended: bool
    tokens: int


@dataclass(frozen=True, slots=True)
class Draws:
    """``guarded`` keeps the product's grammar and its ban on figures that nobody gave; without it the model
    shows what it does by itself, and only placeholders that stand for nothing are banned."""

    count: int = 4
    seed: int = 0
    guarded: bool = False
    adapter: str | None = None


async def write_drafts(
    engine: Engine, record: AdRecord, platforms: Mapping[str, Platform], draws: Draws
) -> list[Draft]:
    """``draws.count`` drafts of one brief, the same for the same seed."""
    order = Order(
        brief=to_brief(record, platforms),
        assignments=plan(draws.count, used=(), seed=draws.seed),
        adapter=draws.adapter,
    )
    platform = platforms[record.platform]
    prompt = render(order, platform, cast(Profile, engine.info.prompt_profile), Material(examples_budget=0))
    async with aclosing(engine.generate(_request(prompt, order, draws))) as events:
        drafts = [_draft(event, record, prompt) async for event in events if isinstance(event, VariantDone)]
    return sorted(drafts, key=lambda draft: draft.number)


def _request(prompt: RenderedPrompt, order: Order, draws: Draws) -> GenerationRequest:
    request = replace(prompt.request(order), max_tokens=LONGEST)
    if draws.guarded:
        return request
    known = frozenset(MASK_TOKENS)
    return replace(
        request,
        tails=tuple(replace(tail, grammar=None) for tail in request.tails),
        logit_bias=tuple(one for one in request.logit_bias if one[0] in known),
    )


def _draft(done: VariantDone, record: AdRecord, prompt: RenderedPrompt) -> Draft:
    text = prompt.masks.restore(done.text) if prompt.masks else done.text
    return Draft(
        record=record.id,
        number=done.variant,
        text=text.strip(),
        ended=done.finish is Finish.STOP,
        tokens=done.tokens,
    )


def read_drafts(path: Path) -> list[Draft]:
    """What an interrupted run has written; a torn last line is what it was writing when it was killed."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [Draft.model_validate_json(line) for line in lines if line.endswith("\n")]


async def continue_drafts(
    engine: LocalEngine,
    records: Sequence[AdRecord],
    platforms: Mapping[str, Platform],
    draws: Draws,
    path: Path,
) -> AsyncIterator[list[Draft]]:
    """Write what ``path`` lacks, brief by brief, and yield each brief's drafts as they are safe on disk.

    What was read before decides where in the KV a text lies, and so its rounding: every brief begins with an
    empty KV, so that drafts don't depend on where a run was interrupted.
    """
    kept = _keep_complete(path, draws.count)
    for record in records:
        drafts = [draft for draft in kept if draft.record == record.id]
        if not drafts:
            await engine.forget_prompts()
            drafts = await write_drafts(engine, record, platforms, draws)
            _append(path, drafts)
        yield drafts


def _keep_complete(path: Path, count: int) -> list[Draft]:
    done = read_drafts(path)
    complete = {draft.record for draft in done if draft.number == count - 1}
    kept = [draft for draft in done if draft.record in complete]
    path.write_text("".join(draft.model_dump_json() + "\n" for draft in kept), encoding="utf-8")
    return kept


def _append(path: Path, drafts: Sequence[Draft]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(draft.model_dump_json() + "\n" for draft in drafts)
