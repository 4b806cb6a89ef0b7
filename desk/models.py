"""Which model writes, and with which adapter: administrators decide while it works."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from desk.adapters import adapter_name, fitted, load
from desk.switching import (
    CONFIGURED,
    NO_ADAPTER,
    Busy,
    FileGone,
    Files,
    InUse,
    Opener,
    Outdated,
    Trouble,
    View,
    Wish,
)
from inference.contract import AdaptableEngine
from inference.errors import EngineError
from inference.shelf import Kind
from inference.switch import Switch
from storage.audit import Action, Deed
from storage.errors import DatabaseError
from storage.records import UserId
from storage.settings import Name, RuntimeSettings

log = logging.getLogger(__name__)


class Models:
    """Switches one thing at a time. The old engine ends what it has begun; ``files`` is ``None`` where the
    model is a server's business."""

    def __init__(
        self,
        switch: Switch,
        settings: RuntimeSettings,
        *,
        files: Files | None = None,
        opener: Opener | None = None,
    ) -> None:
        self.switch = switch
        self.in_use = InUse()
        self.switched: Callable[[], None] = _nothing  # called when another model has come into use
        self._settings = settings
        self._files = files
        self._opener = opener
        self._local: AdaptableEngine | None = None
        self._busy: UserId | None = None
        self._wishes: asyncio.Queue[Wish] = asyncio.Queue()

    def began_with(self, engine: AdaptableEngine, in_use: InUse) -> None:
        """What was opened at the start."""
        self._local, self.in_use = engine, in_use

    async def view(self) -> View:
        files = await asyncio.to_thread(self._files.shelf.look) if self._files is not None else ()
        return View(
            self.switch.info,
            self.switch.speed(),
            self.in_use,
            files,
            await self._settings.get(Name.MODEL),
            await self._settings.get(Name.ADAPTER),
        )

    def begin(self, wish: Wish) -> None:
        """Have it done by ``run``. Raises Busy."""
        if self._busy is not None:
            raise Busy(self._busy)
        self._busy = wish.actor_id
        self._wishes.put_nowait(wish)

    async def run(self) -> None:
        """Fulfil wishes until cancelled."""
        while True:
            wish = await self._wishes.get()
            trouble: Trouble | None = None
            try:
                await self._fulfil(wish)
            except (EngineError, DatabaseError, Outdated, FileGone) as error:
                log.warning("the %s was not switched: %s", wish.name, error)
                trouble = error
            except Exception as error:  # a worker loop: a strange file costs one attempt, never the bot
                log.exception("the %s was not switched", wish.name)
                trouble = EngineError(type(error).__name__)
            finally:
                self._busy = None
            with suppress(DatabaseError):  # who it was can't be looked up; the screen tells how it ended
                await wish.told(trouble)

    async def _fulfil(self, wish: Wish) -> None:
        standing = await self._settings.get(wish.name)
        if (standing.revision if standing else 0) != wish.revision:
            raise Outdated(standing)
        if self._files is None or self._opener is None or self._local is None:
            raise FileGone
        path = await self._picked(wish, self._files)
        if wish.name is Name.MODEL:
            await self._use_model(wish, path or self._files.model, self._opener)
        else:
            await self._use_adapter(wish, path, self._local)

    async def _picked(self, wish: Wish, files: Files) -> Path | None:
        if not wish.key:
            return None
        kind = Kind.MODEL if wish.name is Name.MODEL else Kind.ADAPTER
        for one in await asyncio.to_thread(files.shelf.look):
            if one.key == wish.key and one.kind is kind:
                return one.path
        raise FileGone

    async def _use_model(self, wish: Wish, path: Path, opener: Opener) -> None:
        """Loaded, then decided, then in use: whatever fails leaves the old one at work."""
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(opener(path))
            wanted = self.in_use.adapter or self.in_use.misfit
            adapter = await fitted(engine, wanted)
            await self._decide(wish, str(path) if wish.key else CONFIGURED, path.name)
            self._local = engine
            self.in_use = InUse(path, adapter, None if adapter else wanted)
            await self.switch.follow(engine, adapter_name(adapter), stack.pop_all())
        self.switched()
        log.info("model %s is in use, adapter %s", path.name, adapter and adapter.name)

    async def _use_adapter(self, wish: Wish, path: Path | None, engine: AdaptableEngine) -> None:
        if path is not None:
            await load(engine, path)
        await self._decide(wish, str(path) if path else NO_ADAPTER, path.name if path else None)
        self.in_use = InUse(self.in_use.model, path)
        self.switch.use_adapter(adapter_name(path))
        log.info("adapter %s is in use", path and path.name)

    async def _decide(self, wish: Wish, value: str, subject: str | None) -> None:
        action = Action.MODEL if wish.name is Name.MODEL else Action.ADAPTER
        deed = Deed(wish.actor_id, action, subject=subject)
        if not await self._settings.change(wish.name, value, deed, revision=wish.revision):
            raise Outdated(await self._settings.get(wish.name))


def _nothing() -> None:
    """Nobody wants to know."""
