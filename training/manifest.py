"""What a step was made from: hashes of its files, the recipe, versions. Written last, so it means done."""

import hashlib
import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel

MANIFEST = "manifest.json"
_PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "peft",
    "trl",
    "gguf",
    "llama-cpp-python",
    "semhash",
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


def write_manifest(
    folder: Path,
    step: str,
    *,
    recipe: BaseModel | None,
    inputs: Iterable[Path],
    outputs: Iterable[Path],
    **facts: Any,
) -> None:
    """Write ``manifest.json`` into ``folder``."""
    write_json(
        folder / MANIFEST,
        {
            "step": step,
            "recipe": recipe.model_dump(mode="json") if recipe else None,
            "inputs": {path.name: sha256(path) for path in inputs},
            "outputs": {path.name: sha256(path) for path in outputs},
            "versions": dict(_versions()),
            **facts,
        },
    )


def _versions() -> Iterable[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, metadata.version(package)
        except metadata.PackageNotFoundError:
            continue


def is_done(folder: Path) -> bool:
    """Whether the step that writes into ``folder`` came to its end."""
    return (folder / MANIFEST).exists()
