"""What there is to switch, who wishes what, and how it may end."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from inference.contract import AdaptableEngine, ModelInfo, Speed
from inference.errors import EngineError
from inference.shelf import Kind, Shelf, Shelved
from storage.errors import DatabaseError
from storage.records import UserId
from storage.settings import Name, Setting

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
