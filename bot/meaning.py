"""The embedding model that the settings may name, as the checks see it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from bot.settings import Settings
from copywriting.checks.likeness import Sense
from inference.embedding import open_embedder


@asynccontextmanager
async def open_sense(settings: Settings) -> AsyncIterator[Sense | None]:
    """None without EMBEDDING_MODEL_PATH. Raises a ModelError."""
    if settings.embedding_model_path is None:
        yield None
        return
    with ExitStack() as stack:
        opening = open_embedder(settings.embedding_model_path)
        embedder = await asyncio.to_thread(stack.enter_context, opening)
        yield Sense(embedder.embed, settings.embedding_alike)
