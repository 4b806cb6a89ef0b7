"""What a step was made from: hashes of its files, the recipe, versions. Written last, so it means done."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from training.errors import OtherWork

MANIFEST = "manifest.json"
BEGUN = "begun.json"
Recipe = BaseModel | Mapping[str, Any] | None
_PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "peft",
    "trl",
    "gguf",
    "llama-cpp-python",
    "usearch",
    "numpy",
)


def sha256(path: Path) -> str:
    """Of a file, or of all files of a folder with their names."""
    digest = hashlib.sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if path.is_dir():
            digest.update(str(file.relative_to(path)).encode())
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Whole or not at all."""
    fresh = path.with_name(path.name + ".part")
    fresh.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


def write_lines(path: Path, values: Iterable[Any]) -> None:
    """JSON Lines, whole or not at all."""
    fresh = path.with_name(path.name + ".part")
    with fresh.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    fresh.replace(path)


class Work:
    """A step's folder: ``begun.json`` says what it was begun with, ``manifest.json`` that it is done."""

    def __init__(self, folder: Path, step: str, recipe: Recipe, inputs: Iterable[Path]) -> None:
        self._folder = folder
        self._manifest = {
            "step": step,
            "recipe": recipe.model_dump(mode="json") if isinstance(recipe, BaseModel) else recipe,
            "inputs": {path.name: sha256(path) for path in inputs},
        }

    def begin(self) -> bool:
        """Whether there is anything left to do.

        Raises OtherWork where the folder holds a run, whole or not, of another recipe or other files: going
        on would mix the two.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in (MANIFEST, BEGUN):
            known = read_json(self._folder / name)
            differ = [key for key, value in self._manifest.items() if known and known[key] != value]
            if differ:
                raise OtherWork(
                    f"{self._folder} was begun with another {', '.join(differ)}: choose another --out"
                )
            if known and name == MANIFEST:
                return False
        write_json(self._folder / BEGUN, self._manifest)
        return True

    def finish(self, outputs: Iterable[str], **facts: Any) -> None:
        """Write the manifest; ``outputs`` are names within the folder."""
        made = {name: sha256(self._folder / name) for name in outputs}
        whole = self._manifest | {"outputs": made, "versions": versions(), **facts}
        write_json(self._folder / MANIFEST, whole)


def read_json(path: Path) -> dict[str, Any] | None:
    """None where there is no such file."""
    if not path.exists():
        return None
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


def versions() -> dict[str, str]:
    """Of the packages that results depend on, as far as they are installed."""
    return dict(_versions())


def _versions() -> Iterable[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
