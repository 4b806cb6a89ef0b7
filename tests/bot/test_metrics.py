"""The engine's part of the metrics, from the real engine."""

import pytest

from bot.metrics import Metrics, Standing
from inference.contract import Speed
from inference.errors import RequestInvalid
from inference.local import LocalConfig, LocalEngine, Surroundings
from tests.inference.asking import done, events, request
from tests.inference.models import NANO

pytestmark = pytest.mark.engine


async def test_the_engine_is_counted() -> None:
    metrics = Metrics()
    async with LocalEngine.open(LocalConfig(NANO, threads=1), Surroundings(observer=metrics)) as engine:
        metrics.model(engine.info)
        (variant,) = await done(engine, request(max_tokens=5))
        with pytest.raises(RequestInvalid):
            await events(engine, request(max_tokens=0))

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(f"copydesk_{name}", labels)

    assert value("first_token_seconds_count") == value("generation_seconds_count") == 1
    assert value("tokens_total", kind="text") == variant.tokens
    assert value("tokens_total", kind="prompt") == variant.prompt_tokens
    assert value("engine_errors_total", error="RequestInvalid") == 1
    assert value("model_info", model=engine.info.name, profile=engine.info.prompt_profile) == 1


def test_restarts_are_counted_over_changing_engines() -> None:
    metrics = Metrics()
    for restarts in (0, 1, 1, 0, 1):  # the fourth is another engine's
        metrics.page(Standing(0, 0, Speed(restarts=restarts), None))

    assert metrics.registry.get_sample_value("copydesk_engine_restarts_total") == 2
