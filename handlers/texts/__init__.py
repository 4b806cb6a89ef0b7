"""Everything the bot says, a module a subject. Functions take raw values and quote what people and models
wrote: HTML."""

from handlers.texts import (
    access,
    card,
    checks,
    export,
    history,
    platforms,
    seed,
    start,
    variant,
    words,
    writing,
)

__all__ = [
    "access",
    "card",
    "checks",
    "export",
    "history",
    "platforms",
    "seed",
    "start",
    "variant",
    "words",
    "writing",
]
