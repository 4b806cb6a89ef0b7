"""What a teacher is asked for: product, platform, task, tone and audience in an even mixture."""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from copywriting.knowledge import Product
from copywriting.platforms import Platform
from copywriting.tones import TONES
from copywriting.wording import platform_rules
from training.recipe import SynthesiseRecipe

T = TypeVar("T")
_SYSTEM = (
    "Ты — редактор, который готовит учебные примеры для копирайтеров российских промышленных компаний. "
    "Придумай бриф сотрудника и готовые рекламные тексты по нему. Живой, грамотный русский язык, без "
    "штампов, превосходных степеней и обещаний. Все числа, даты, ссылки и имена в текстах — из брифа."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One brief to invent; ``platform`` is the dataset's name of it."""

    product: str
    about: str
    platform: str
    task: str
    tone: str
    audience: str
    number: int

    @property
    def id(self) -> str:
        """Stable: the same wish has the same id in every run."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return "synth-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def draw_wishes(
    recipe: SynthesiseRecipe, products: Sequence[Product], platforms: Mapping[str, Platform]
) -> list[Wish]:
    """``recipe.briefs`` wishes. Each trait is dealt like cards, so that none is rare by chance."""
    draw = random.Random(recipe.seed)  # noqa: S311 - variety, not secrecy
    names = [name for name in platforms if not recipe.platforms or name in recipe.platforms]
    dealt = {
        "product": _deal(products, recipe.briefs, draw),
        "platform": _deal(names, recipe.briefs, draw),
        "task": _deal(recipe.tasks, recipe.briefs, draw),
        "tone": _deal(TONES, recipe.briefs, draw),
        "audience": _deal(recipe.audiences, recipe.briefs, draw),
    }
    rows = zip(*dealt.values(), strict=True)
    return [
        Wish(product.name, product.description, platform, task, tone, audience, number)
        for number, (product, platform, task, tone, audience) in enumerate(rows)
    ]


def _deal(cards: Sequence[T], count: int, draw: random.Random) -> list[T]:
    dealt: list[T] = []
    while len(dealt) < count:
        dealt += draw.sample(cards, len(cards))
    return dealt[:count]


def messages(wish: Wish, platform: Platform, recipe: SynthesiseRecipe) -> list[dict[str, str]]:
    """The conversation that asks for one wish."""
    request = (
        f"Продукт: {wish.product}. {wish.about}\nЗадача: {wish.task}\nТон: {wish.tone}\n"
        f"Аудитория: {wish.audience}\n\n{platform_rules(platform)}\n\n"
        f"Верни JSON: seeds — {recipe.wordings} формулировки одного брифа разными словами, как пишут в чате "
        "(в каждой все факты: даты, числа, ссылка или почта); facts — от одной до трёх строк, которые стоят "
        f"дословно в каждой формулировке и в каждом тексте; variants — {recipe.ads} разных по подаче текста "
        "для этой площадки, готовых к публикации."
    )
    return [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": request}]
