"""Which models and adapters lie in a folder, told without loading them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from inference.gguf_header import NotGGUF, read_header

_LATER_PART = re.compile(r"-(?!00001-)\d{5}-of-\d{5}\.gguf$")  # llama.cpp finds those by the first one
_KEY_BYTES = 6


class Kind(StrEnum):
    MODEL = "model"
    ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A GGUF file. ``key`` changes with its content, as far as size and time tell; ``size`` is in bytes."""

    path: Path
    kind: Kind
    size: int
    key: str

    @property
    def name(self) -> str:
        return self.path.name


class Shelf:
    """Files of some folders. A header is read once: it may hold a vocabulary of 150,000 words."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(dict.fromkeys(folder.resolve() for folder in folders))
        self._kinds: dict[str, Kind | None] = {}

    def look(self) -> tuple[Shelved, ...]:
        """By name. What can't be read counts as a model: whoever picks it is told what is wrong with it."""
        paths = (path for folder in self._folders for path in folder.glob("*.gguf") if path.is_file())
        found = [one for path in paths if not _LATER_PART.search(path.name) and (one := self._file(path))]
        return tuple(sorted(found, key=lambda one: (one.name.lower(), str(one.path))))

    def file(self, path: Path) -> Shelved | None:
        """A file wherever it lies; ``None`` when it is gone, or neither a model nor an adapter."""
        return self._file(path) if path.is_file() else None

    def _file(self, path: Path) -> Shelved | None:
        try:
            state = path.stat()
        except OSError:  # gone between the two looks
            return None
        mark = f"{path.resolve()} {state.st_size} {state.st_mtime_ns}"
        key = hashlib.blake2b(mark.encode(), digest_size=_KEY_BYTES).hexdigest()
        if key not in self._kinds:
            self._kinds[key] = _kind(path)
        kind = self._kinds[key]
        return None if kind is None else Shelved(path.resolve(), kind, state.st_size, key)


def bundled(folder: Path) -> Path | None:
    """The nano model that comes with the project; its adapter, ``nano-ads.gguf``, lies beside it."""
    models = [one.path for one in Shelf([folder]).look() if one.kind is Kind.MODEL]
    nanos = [path for path in models if path.name.startswith("nano")]
    return min(nanos, key=lambda path: (len(path.name), path.name), default=None)


def _kind(path: Path) -> Kind | None:
    try:
        said = read_header(path).text("general.type")
    except (NotGGUF, OSError):
        return Kind.MODEL
    return {"": Kind.MODEL, "model": Kind.MODEL, "adapter": Kind.ADAPTER}.get(said)
