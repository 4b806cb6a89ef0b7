"""What /metrics tells after a conversation; and what it never tells."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.conversation.conftest import Running
from tests.conversation.steps import SEED, form, tap, variant
from tests.people import Person, Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]


async def samples(bot: Running) -> dict[str, float]:
    """By name and labels, as `copydesk_jobs_total{outcome=done}`."""
    page = (await bot.means.monitor.page()).decode()
    found = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[sample.name + f"{{{labels}}}" * bool(labels)] = sample.value
    return found


async def test_a_conversation_is_counted_without_a_word_of_it(anna: Person, bot: Running, town: Town) -> None:
    await town.fault("flood", "sendMessage", chat_id=anna.id, retry_after=1)
    await anna.ask(form("Вариантов: 2"))
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")
    await anna.click("Выбрать", of=last)
    await variant(anna, "Выбрано")

    seen = await samples(bot)

    assert seen["copydesk_jobs_total{outcome=done}"] == 1
    assert seen["copydesk_deliveries_total{outcome=sent}"] == 2
    assert seen["copydesk_job_wait_seconds_count"] == 1
    assert seen["copydesk_telegram_retries_total{reason=429}"] == 1
    assert seen["copydesk_updates_total{kind=message}"] == 1
    assert seen["copydesk_updates_total{kind=callback_query}"] >= 1
    assert seen["copydesk_database_write_seconds_count"] > 5
    assert seen["copydesk_queue_jobs"] == 0
    assert not [name for name in seen if name.startswith("copydesk_errors_total")]
    page = (await bot.means.monitor.page()).decode()
    words = [word for word in SEED.split() if len(word) > 3]
    assert not [word for word in (anna.name, bot.means.bot.token, *words) if word in page]
    assert f'"{anna.id}"' not in page


async def test_readiness_follows_the_bot(bot: Running) -> None:
    assert not any((await bot.means.monitor.ready()).values())
    assert not any(bot.means.monitor.alive().values())
