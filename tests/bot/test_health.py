import asyncio
import socket

import pytest

from bot import health


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


async def test_it_answers_while_the_bot_is_up_and_not_after() -> None:
    port = free_port()
    async with health.serve(port, lambda: {"running": 1}):
        up = await asyncio.to_thread(health.ask, str(port))
    down = await asyncio.to_thread(health.ask, str(port))

    assert (up, down) == (0, 1)


async def test_a_taken_port_is_said_to_be_taken() -> None:
    port = free_port()
    async with health.serve(port, dict):
        with pytest.raises(health.PortBusy, match=str(port)):
            async with health.serve(port, dict):
                pass


def test_no_port_is_no_health() -> None:
    assert health.ask("") == 1
