"""Records as conversations in TRL's prompt-completion columns, rendered by the product's own renderer."""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from copywriting import wording
from copywriting.brief import AngleSlug
from copywriting.order import Assignment, Order
from copywriting.platforms import Platform
from copywriting.prompt import Material, render
from training.briefs import to_brief
from training.dataset import AdRecord
from training.pairs import Drawing, draw_pair
from training.recipe import TuneRecipe
from training.substitution import substituted


class Turn(TypedDict):
    role: str
    content: str


class Conversation(TypedDict):
    prompt: list[Turn]
    completion: list[Turn]


def conversations(
    records: Sequence[AdRecord], platforms: Mapping[str, Platform], recipe: TuneRecipe, *, redraws: int = 1
) -> list[Conversation]:
    """Every ad of the recipe's platforms, ``redraws`` times with wordings and placeholders drawn anew."""
    draw = random.Random(recipe.seed)  # noqa: S311 - variety, not secrecy
    wanted = [record for record in records if not recipe.only or record.platform in recipe.only]
    rows = [(record, ad) for _ in range(redraws) for record in wanted for ad in record.variants]
    if recipe.profile == "phrases":
        return list(_masked(rows, Drawing(platforms), draw))
    return [_instruct(record, ad, platforms, draw) for record, ad in rows]


def with_substitutions(records: Sequence[AdRecord], copies: int, seed: int) -> list[AdRecord]:
    """The records and ``copies`` of each with other facts."""
    draw = random.Random(f"substitutions {seed}")  # noqa: S311 - variety, not secrecy
    return [*records, *(substituted(record, draw) for _ in range(copies) for record in records)]


def _masked(
    rows: Iterable[tuple[AdRecord, str]], drawing: Drawing, draw: random.Random
) -> Iterable[Conversation]:
    for record, ad in rows:
        pair = draw_pair(record, ad, drawing, draw)
        if pair:
            yield _conversation([Turn(role="user", content=pair.message)], pair.answer)


def _instruct(
    record: AdRecord, ad: str, platforms: Mapping[str, Platform], draw: random.Random
) -> Conversation:
    """Without examples, and without an angle: the dataset's ads have none."""
    brief = to_brief(record, platforms, draw.choice(record.wordings))
    order = Order(brief, (Assignment(0, AngleSlug(""), 0),))
    prompt = render(order, platforms[record.platform], "instruct", Material(examples_budget=0))
    turns = [Turn(role=message.role, content=message.content) for message in prompt.messages]
    turns[-1]["content"] += f"\n\n{wording.WRITE}"
    return _conversation(turns, ad)


def _conversation(prompt: list[Turn], answer: str) -> Conversation:
    return Conversation(prompt=prompt, completion=[Turn(role="assistant", content=answer)])
