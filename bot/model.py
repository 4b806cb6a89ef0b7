"""The engine that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import CannotStart
from bot.settings import Settings
from inference.catalogue import resolve
from inference.contract import Engine
from inference.local import LocalConfig, LocalEngine

if TYPE_CHECKING:
    from inference.remote import RemoteConfig

MODELS = Path(__file__).resolve().parent.parent / "models"
BUNDLED = "nano*.gguf"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Load the model, or connect to the server that has one. Raises CannotStart or an EngineError."""
    if settings.engine == "openai":
        from inference.remote import RemoteEngine  # openai costs a second and 60 MB: for its users only

        async with RemoteEngine.open(_remote(settings)) as remote:
            yield remote
    else:
        async with LocalEngine.open(_local(settings)) as local:
            yield local


def _remote(settings: Settings) -> "RemoteConfig":
    from inference.remote import RemoteConfig

    key = settings.openai_api_key
    return RemoteConfig(
        base_url=settings.openai_base_url or "",
        api_key=key.get_secret_value() if key else "",
        model=settings.openai_model or "",
        context=settings.n_ctx,
    )


def _local(settings: Settings) -> LocalConfig:
    adapter = settings.adapter_path
    return LocalConfig(
        model=model_file(settings.model_path),
        context=settings.n_ctx,
        threads=settings.n_threads,
        adapters={adapter.stem: adapter} if adapter else {},
    )


def model_file(wanted: str | None) -> Path:
    """A path as it is, a name from the catalogue as its downloaded file, nothing as the bundled model."""
    if wanted is None:
        found = sorted(MODELS.glob(BUNDLED), key=lambda path: (len(path.name), path.name))
        if not found:
            raise CannotStart(f"MODEL_PATH: is not set, and there is no bundled model in {MODELS}")
        return found[0]
    return resolve(wanted, MODELS)
