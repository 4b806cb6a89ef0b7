"""The desk with the real Copywriter on the real engine."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import Knowledge
from copywriting.copywriter import Copywriter
from inference.local import LocalEngine
from sandbox.server import Sandbox
from storage.records import JobId, JobState, UserId
from tests.desk.stage import BRIEF, Office
from tests.people import Town

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

SEED = (
    "20 октября 2026 года в 11:00 Росатом проводит вебинар «ЛОГОС Гидрогеология». Расскажем, как моделировать"
    " фильтрацию и перенос. Участие бесплатное, регистрация: logos@example.com"
)


async def submit(office: Office, user_id: int) -> JobId:
    stored = await office.brief(user_id)
    changed = await office.briefs.change(stored.id, replace(BRIEF, seed=SEED), 4)
    return (await office.desk.submit(changed or stored, key=str(user_id))).id


async def test_a_stop_ends_this_users_job_within_a_second_and_no_other(
    tmp_path: Path, model: LocalEngine, knowledge: Knowledge
) -> None:
    writer = Copywriter(model, knowledge.platforms, knowledge.checker)
    async with (
        Sandbox.open() as sandbox,
        Town.open(sandbox.url, patience=60) as town,
        Office.open(tmp_path / "copydesk.sqlite3", sandbox.url, typist=writer) as office,
        office.at_work(),
    ):
        anna, boris = await town.person("Анна", id=101), await town.person("Борис", id=102)
        hers, his = await submit(office, anna.id), await submit(office, boris.id)
        await boris.until(lambda screen: screen.draft)

        begun = time.monotonic()
        assert await office.desk.stop(his, UserId(boris.id))
        await boris.sees("stopped at")
        seconds = time.monotonic() - begun
        await anna.until(lambda screen: len(screen.said) == 4)
        await office.closed(hers)

        job = await office.jobs.get(hers)
        texts = [variant.text for variant in await office.variants.of_job(hers)]
        assert job is not None
        assert job.state is JobState.DONE
        assert [message.text for message in anna.said] == texts
        assert seconds < 1
