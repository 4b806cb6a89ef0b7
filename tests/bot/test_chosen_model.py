"""What was chosen in the chat holds at the start, as far as it still works."""

from pathlib import Path

import pytest

from bot.model import open_models
from bot.settings import Settings
from inference.errors import AdapterError
from storage.audit import Action, Deed
from storage.database import Database
from storage.records import UserId
from storage.settings import Name, RuntimeSettings
from tests.inference.models import NANO, adapter

pytestmark = pytest.mark.engine

DEED = Deed(UserId(1), Action.MODEL)


async def test_a_chosen_file_that_is_broken_by_now_is_left_out_with_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(NANO.read_bytes()[:1000])
    async with Database.open(tmp_path / "bot.sqlite3") as database:
        decided = RuntimeSettings(database)
        await decided.change(Name.MODEL, str(broken), DEED)
        await decided.change(Name.ADAPTER, str(tmp_path / "gone.gguf"), DEED)

        async with open_models(Settings(_env_file=None, n_threads=1), decided) as models:
            in_use = models.in_use

    assert in_use.model is not None
    assert in_use.model.name == NANO.name
    assert (in_use.adapter, in_use.misfit) == (None, tmp_path / "gone.gguf")
    assert "the model chosen in the chat is left out, MODEL_PATH holds" in caplog.text


async def test_a_configured_adapter_that_does_not_fit_keeps_the_bot_from_starting(tmp_path: Path) -> None:
    alien = adapter(tmp_path / "alien.gguf", width=128)
    settings = Settings(_env_file=None, adapter_path=alien, n_threads=1)
    async with Database.open(tmp_path / "bot.sqlite3") as database:
        with pytest.raises(AdapterError, match="does not fit the base"):
            async with open_models(settings, RuntimeSettings(database)):
                pass
