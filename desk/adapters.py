"""Adapters of an engine at work."""

import logging
from pathlib import Path

from inference.contract import AdaptableEngine
from inference.errors import AdapterError

log = logging.getLogger(__name__)


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
