"""Which model writes, and with which adapter: administrators decide while it works."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from inference.contract import AdaptableEngine, ModelInfo, Speed
from inference.errors import AdapterError, EngineError
from inference.shelf import Kind, Shelf, Shelved
from inference.switch import Switch
from storage.audit import Action, Deed
from storage.errors import DatabaseError
from storage.records import UserId
from storage.settings import Name, RuntimeSettings, Setting

log = logging.getLogger(__name__)

CONFIGURED = ""  # as a setting's value: the model that the environment names
NO_ADAPTER = "none"

Opener = Callable[[Path], AbstractAsyncContextManager[AdaptableEngine]]


class Busy(Exception):
    """Somebody's switching is under way."""

    def __init__(self, actor_id: UserId) -> None:
        super().__init__(f"user {actor_id} is switching")
        self.actor_id = actor_id


class Outdated(Exception):
    """Somebody has decided meanwhile; ``setting`` is what stands now."""

    def __init__(self, setting: Setting | None) -> None:
        super().__init__("decided meanwhile")
        self.setting = setting


class FileGone(Exception):
    """What was picked is not there any more."""


Trouble = EngineError | DatabaseError | Outdated | FileGone


@dataclass(frozen=True, slots=True)
class Files:
    """The configured model, and where it and others lie."""

    model: Path
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class InUse:
    """``model`` is ``None`` on a server. ``misfit``: the adapter that was picked, where it does not fit."""

    model: Path | None = None
    adapter: Path | None = None
    misfit: Path | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """``key`` names a file of the shelf; empty: the configured model, or no adapter. ``revision`` is that of
    the setting which its author saw, 0 for none. ``told`` hears how it ended and must not raise."""

    name: Name
    key: str
    revision: int
    actor_id: UserId
    told: Callable[[Trouble | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class View:
    """All that is to be seen. ``model`` and ``adapter`` are the decisions, ``None`` where there was none."""

    info: ModelInfo
    speed: Speed
    in_use: InUse
    files: tuple[Shelved, ...]
    model: Setting | None
    adapter: Setting | None

    def of_kind(self, kind: Kind) -> tuple[Shelved, ...]:
        return tuple(one for one in self.files if one.kind is kind)


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


def adapter_name(path: Path | None) -> str | None:
    """By which an engine knows it: a file that was replaced is another adapter."""
    if path is None:
        return None
    try:
        return f"{path.resolve()} {path.stat().st_mtime_ns}"
    except OSError as error:
        raise AdapterError(f"{path}: {error.strerror}") from error


async def load(engine: AdaptableEngine, path: Path) -> None:
    """Once. Raises AdapterError."""
    name = adapter_name(path)
    if name is not None and name not in engine.info.adapters:
        await engine.load_adapter(name, path)


async def fitted(engine: AdaptableEngine, path: Path | None) -> Path | None:
    """``path``, loaded, or ``None`` if it does not fit this model."""
    if path is None:
        return None
    try:
        await load(engine, path)
    except AdapterError as error:
        log.warning("adapter left out: %s", error)
        return None
    return path
