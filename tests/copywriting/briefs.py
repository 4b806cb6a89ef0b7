"""Briefs and orders for tests."""

from typing import Any

from copywriting import angles
from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.order import Order
from copywriting.platforms import Platform, Platforms

SEED = (
    "вебинар бесплатный, 24 апреля, 15:00 мск, 60 минут. Тема: переносим расчётную модель в «Логос». "
    "Ведёт Илья Самохин. Регистрация: logos-cae.ru/apr24"
)


def brief(platform: str = "telegram_post", **changes: Any) -> Brief:
    fields: dict[str, Any] = {
        "seed": SEED,
        "task": "Анонсировать вебинар",
        "tone": Tone("деловой"),
        "product": "«Логос»",
        **changes,
    }
    return Brief(platform=PlatformSlug(platform), **fields)


def order(of: Brief, count: int = 1, **changes: Any) -> Order:
    return Order(of, angles.plan(count, seed=1), **changes)


def written_for(platforms: Platforms, dataset: str) -> Platform:
    """The platform whose form records of ``dataset`` have."""
    return next(platform for platform in platforms if platform.dataset == dataset)
