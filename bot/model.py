"""The engine that the settings ask for, or that an administrator has chosen since."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import CannotStart
from bot.settings import Settings
from desk.adapters import adapter_name, fitted, load
from desk.models import Models
from desk.switching import CONFIGURED, NO_ADAPTER, Files, InUse
from inference.catalogue import resolve
from inference.contract import AdaptableEngine
from inference.errors import EngineError
from inference.local import LocalConfig, LocalEngine, Surroundings
from inference.memory import check_room
from inference.model import inspect
from inference.observer import Nobody, Observer
from inference.shelf import Shelf, bundled
from inference.switch import Switch
from storage.settings import Name, RuntimeSettings

if TYPE_CHECKING:
    from inference.remote import RemoteConfig

log = logging.getLogger(__name__)

MODELS = Path(__file__).resolve().parent.parent / "models"


@asynccontextmanager
async def open_models(
    settings: Settings, decided: RuntimeSettings, observer: Observer | None = None
) -> AsyncIterator[Models]:
    """Load the model, or connect to the server that has one. Raises CannotStart or an EngineError."""
    if settings.engine == "openai":
        from inference.remote import RemoteEngine  # openai costs a second and 60 MB: for its users only

        async with RemoteEngine.open(_remote(settings), observer) as remote:
            yield Models(Switch(remote), decided)
        return
    async with AsyncExitStack() as stack:
        surroundings = Surroundings(observer=observer or Nobody())
        engine, path = await _first(settings, decided, surroundings, stack)
        in_use = await _with_adapter(settings, decided, engine, path)
        switch = Switch(engine, adapter_name(in_use.adapter), stack.pop_all())
        try:
            files = _files(settings, path)
            models = Models(switch, decided, files=files, opener=partial(_opened, settings, surroundings))
            models.began_with(engine, in_use)
            yield models
        finally:
            await switch.aclose()


async def _first(
    settings: Settings, decided: RuntimeSettings, surroundings: Surroundings, stack: AsyncExitStack
) -> tuple[AdaptableEngine, Path]:
    """What an administrator has chosen, if that still works, else what the settings say."""
    setting = await decided.get(Name.MODEL)
    if setting is not None and setting.value != CONFIGURED:
        chosen = Path(setting.value)
        try:
            return await stack.enter_async_context(_opened(settings, surroundings, chosen)), chosen
        except EngineError as error:
            log.warning("the model chosen in the chat is left out, MODEL_PATH holds: %s", error)
    path = model_file(settings.model_path)
    return await stack.enter_async_context(LocalEngine.open(_local(settings, path), surroundings)), path


async def _with_adapter(
    settings: Settings, decided: RuntimeSettings, engine: AdaptableEngine, model: Path
) -> InUse:
    """A wrong ADAPTER_PATH keeps the bot from starting, an adapter chosen in the chat does not."""
    setting = await decided.get(Name.ADAPTER)
    if setting is not None:
        wanted = None if setting.value == NO_ADAPTER else Path(setting.value)
    else:
        wanted = default_adapter(settings)
        if wanted is not None and await decided.get(Name.MODEL) is None:
            await load(engine, wanted)
    adapter = await fitted(engine, wanted)
    return InUse(model, adapter, None if adapter else wanted)


@asynccontextmanager
async def _opened(
    settings: Settings, surroundings: Surroundings, path: Path
) -> AsyncIterator[AdaptableEngine]:
    """A model that is to be loaded beside another one. Raises an EngineError."""
    await asyncio.to_thread(inspect, path)
    await asyncio.to_thread(check_room, path)
    async with LocalEngine.open(_local(settings, path), surroundings) as engine:
        yield engine


def _files(settings: Settings, in_use: Path) -> Files:
    """Models lie beside the one in use and in our own folder, adapters there and where ADAPTER_PATH says."""
    folders = [MODELS, in_use.parent]
    try:
        configured = model_file(settings.model_path)
        folders.append(configured.parent)
    except (CannotStart, EngineError):  # the chosen one works, so the bot does
        configured = in_use
    if settings.adapter_path is not None:
        adapters = settings.adapter_path
        folders.append(adapters if adapters.is_dir() else adapters.parent)
    return Files(configured, Shelf(folders))


def default_adapter(settings: Settings) -> Path | None:
    """``ADAPTER_PATH`` names an adapter, or a folder of which administrators pick one."""
    path = settings.adapter_path
    return None if path is None or path.is_dir() else path


def _remote(settings: Settings) -> "RemoteConfig":
    from inference.remote import RemoteConfig

    key = settings.openai_api_key
    return RemoteConfig(
        base_url=settings.openai_base_url or "",
        api_key=key.get_secret_value() if key else "",
        model=settings.openai_model or "",
        context=settings.n_ctx,
    )


def _local(settings: Settings, model: Path) -> LocalConfig:
    return LocalConfig(model=model, context=settings.n_ctx, threads=settings.n_threads)


def model_file(wanted: str | None) -> Path:
    """A path as it is, a name from the catalogue as its downloaded file, nothing as the bundled model."""
    if wanted is None:
        if (found := bundled(MODELS)) is None:
            raise CannotStart(f"MODEL_PATH: is not set, and there is no bundled model in {MODELS}")
        return found
    return resolve(wanted, MODELS)
