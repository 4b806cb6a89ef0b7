"""What an orchestrator asks, over real HTTP."""

import asyncio
import json
import socket
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot import health, pulse
from bot.health import Verdict


@dataclass
class Body:
    """Something to examine."""

    trouble: dict[str, str | None] = field(default_factory=dict)

    def alive(self) -> Verdict:
        return {"engine": None, **self.trouble}

    async def ready(self) -> Verdict:
        return {"database": "can't be written"}

    async def page(self) -> bytes:
        return b"copydesk_queue_jobs 3.0\n"


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


async def got(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def test_it_answers_while_the_bot_is_up_and_not_after() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body()):
        up = await asyncio.to_thread(pulse.ask, "", str(port))
    down = await asyncio.to_thread(pulse.ask, "", str(port))

    assert (up, down) == (0, 1)


async def test_a_dead_worker_makes_the_container_unhealthy() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body({"engine": "the worker is dead"})):
        status, body = await got(port, "/healthz")
        asked = await asyncio.to_thread(pulse.ask, "0.0.0.0", str(port))

    assert status == 503
    assert json.loads(body) == {"status": "failing", "checks": {"engine": "the worker is dead"}}
    assert asked == 1


async def test_not_ready_says_what_is_missing_and_is_alive_all_the_same() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body()):
        ready, said = await got(port, "/readyz")
        alive, _ = await got(port, "/healthz")

    assert (ready, alive) == (503, 200)
    assert "can't be written" in said


async def test_metrics_are_served_as_prometheus_wants_them() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body()):
        assert await got(port, "/metrics") == (200, "copydesk_queue_jobs 3.0\n")


async def test_nothing_but_these_three_is_there() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body()):
        assert (await got(port, "/"))[0] == 404


async def test_a_taken_port_is_said_to_be_taken() -> None:
    port = free_port()
    async with health.serve("127.0.0.1", port, Body()):
        with pytest.raises(health.PortBusy, match=str(port)):
            async with health.serve("127.0.0.1", port, Body()):
                pass


def test_no_port_is_no_health() -> None:
    assert pulse.ask("", "") == 1
