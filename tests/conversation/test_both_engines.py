"""The same conversation, whether the model is in this process or on an OpenAI-compatible server."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model import open_models
from bot.settings import Settings
from bot.wiring import Knowledge
from sandbox.server import Sandbox
from storage.records import BriefId
from storage.variants import Variants
from tests.conversation.conftest import Running, bot_with_models
from tests.conversation.steps import SEED, labelled, tap, variant
from tests.inference.models import NANO
from tests.inference.servers import llama_cpp_server
from tests.people import Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with llama_cpp_server() as address:
        yield address


@pytest.fixture(params=["llama", "openai"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """``ENGINE`` and what it needs, as an operator would set it."""
    if request.param == "llama":
        return Settings(_env_file=None, engine="llama", n_threads=1)
    url = request.getfixturevalue("url")
    return Settings(_env_file=None, engine="openai", openai_base_url=url, openai_model=str(NANO), n_ctx=1024)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    sandbox: Sandbox, knowledge: Knowledge, settings: Settings, tmp_path: Path
) -> AsyncIterator[Running]:
    path, opening = tmp_path / "bot.sqlite3", partial(open_models, settings)
    async with bot_with_models(sandbox, path, opening, knowledge, settings) as running:
        yield running


async def test_from_a_seed_to_a_chosen_ad(anna: Person, bot: Running) -> None:
    assert bot.means.engine.info.prompt_profile == "phrases"
    card = await anna.ask(SEED)
    assert SEED in card.formatted("expandable_blockquote")

    await tap(anna, "Анонсировать вебинар")
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 4 из 4")
    await anna.click("Выбрать", of=last)

    await variant(anna, "Выбрано")
    await anna.until(lambda screen: not labelled(screen, "Остановить"))
    stored = await Variants(bot.database).of_brief(BriefId(1))
    assert [one.chosen for one in stored] == [False, False, False, True]
    assert len({one.text for one in stored}) == 4
    assert all(one.report is not None for one in stored)


async def test_privacy_says_where_texts_go(anna: Person, bot: Running, settings: Settings) -> None:
    told = await anna.ask("/privacy")

    where = "внутри самого бота" if settings.engine == "llama" else "на отдельном сервере"
    assert where in told.text


async def test_the_administrator_sees_which_it_is(admin: Person, bot: Running, settings: Settings) -> None:
    await admin.ask("/admin")
    await tap(admin, "Модель")

    shown = await admin.sees("Контекст")

    assert ("отдельном сервере" in shown.text) is (settings.engine == "openai")
