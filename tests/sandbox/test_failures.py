"""Scripted faults, flood control, and who may talk to the server at all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetStarTransactions
from hypothesis import given
from hypothesis import strategies as st

from sandbox import TOKEN, BadState, Fault, NotLoopback, PortBusy, Sandbox
from sandbox.errors import ApiError
from sandbox.limits import COSMETIC, FloodControl
from tests.people import Person, Town
from tests.sandbox.conftest import bot_of


async def test_a_scripted_flood_tells_when_to_come_back(bot: Bot, town: Town, anna: Person) -> None:
    await town.fault("flood", "sendMessage", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(anna.id, "x")
        assert caught.value.retry_after == 7
    assert await bot.send_message(anna.id, "x")


async def test_a_fault_of_one_chat_leaves_the_others_alone(bot: Bot, town: Town, anna: Person) -> None:
    await town.fault("error", "sendMessage", chat_id=anna.id, code=502, description="Bad Gateway")
    await bot.send_message(102, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna.id, "x")


async def test_faults_can_wait_and_be_healed(bot: Bot, town: Town, anna: Person) -> None:
    number = await town.fault("error", "sendMessage", after=1, times=None)
    await bot.send_message(anna.id, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna.id, "x")
    await town.heal(number)
    assert await bot.send_message(anna.id, "x")


async def test_a_connection_that_breaks_before_processing_loses_the_call(
    bot: Bot, town: Town, anna: Person
) -> None:
    await town.fault("drop", "sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    assert (await anna.look()).said == ()


async def test_a_connection_that_breaks_after_processing_does_not(bot: Bot, town: Town, anna: Person) -> None:
    await town.fault("drop_after", "sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    assert [one.text for one in (await anna.look()).said] == ["x"]


async def test_a_hanging_call_times_out_at_the_client(bot: Bot, town: Town, anna: Person) -> None:
    await town.fault("hang", "sendMessage", seconds=30)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(anna.id, "x", request_timeout=0.1)  # type: ignore[arg-type]  # seconds


async def test_a_slow_call_is_answered_in_the_end(bot: Bot, town: Town, anna: Person) -> None:
    await town.fault("slow", "sendMessage", seconds=0.05)
    assert await bot.send_message(anna.id, "x")


async def test_confirmed_updates_can_be_delivered_twice(bot: Bot, town: Town, anna: Person) -> None:
    await anna.send("раз")
    (update,) = await bot.get_updates()
    await town.fault("duplicate", "getUpdates")
    (again,) = await bot.get_updates(offset=update.update_id + 1)
    assert again.update_id == update.update_id
    assert await bot.get_updates(offset=update.update_id + 1) == []


async def test_probable_faults_repeat_with_the_seed(sandbox: Sandbox) -> None:
    def hits() -> list[bool]:
        return [sandbox.faults.strike("sendmessage", 1) is not None for _ in range(20)]

    sandbox.faults.add(Fault("error", times=None, probability=0.5))
    sandbox.faults.random.seed(3)
    first = hits()
    sandbox.faults.random.seed(3)
    assert (hits(), 0 < sum(first) < 20) == (first, True)


async def test_an_unknown_fault_is_refused(town: Town) -> None:
    with pytest.raises(AssertionError, match="fault kind must be one of error, flood"):
        await town.fault("earthquake")


async def test_calls_are_counted_without_their_texts(bot: Bot, town: Town, anna: Person) -> None:
    await bot.send_message(anna.id, "слово")
    (call,) = await town.calls("sendMessage", of=anna)
    assert (call["method"], call["chat_id"], call["code"], call["units"]) == ("sendmessage", anna.id, 200, 5)


async def test_limits_are_off_unless_asked_for(bot: Bot) -> None:
    for number in range(10):
        await bot.send_message(101, str(number))


@pytest.fixture
async def strict() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(limits=True) as opened:
        yield opened


async def test_with_limits_a_burst_ends_in_429(strict: Sandbox) -> None:
    async with bot_of(strict) as bot:
        for number in range(5):
            await bot.send_message(101, str(number))
        with pytest.raises(TelegramRetryAfter, match="Too Many Requests: retry after"):
            await bot.send_message(101, "лишнее")


@given(st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=120))
def test_no_window_ever_holds_more_than_its_rate(pauses: list[float]) -> None:
    now, passed = 0.0, []
    control = FloodControl(lambda: now)
    for pause in pauses:
        now += pause
        try:
            control.check("sendmessagedraft", 1)
        except ApiError:
            continue
        passed.append(now)
    for rate in COSMETIC:
        windows = [[one for one in passed if start <= one < start + rate.seconds] for start in passed]
        assert all(len(window) <= rate.calls for window in windows)


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="Not Found"):
        await bot(GetStarTransactions())


async def test_a_wrong_token_is_unauthorized() -> None:
    async with Sandbox.open(token="1:right") as sandbox, bot_of(sandbox, "1:wrong") as bot:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await bot.get_me()


async def test_any_well_formed_token_works_and_names_the_bot(sandbox: Sandbox) -> None:
    async with bot_of(sandbox, "77:anything") as bot:
        assert (await bot.get_me()).id == 77


async def test_json_and_query_calls_work_too(sandbox: Sandbox, anna: Person) -> None:
    url = f"{sandbox.url}/bot{TOKEN}"
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{url}/SENDMESSAGE", json={"chat_id": 101, "text": "json"}) as response:
            assert (await response.json())["result"]["text"] == "json"
        async with http.get(f"{url}/sendMessage?chat_id=101&text=query") as response:
            assert (await response.json())["ok"]
        async with http.post(
            f"{url}/sendMessage", data=b"{", headers={"Content-Type": "application/json"}
        ) as response:
            assert response.status == 400
    assert [one.text for one in (await anna.look()).said] == ["json", "query"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.ru"])
async def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(NotLoopback):
        async with Sandbox.open(host=host):
            pass


async def test_a_busy_port_is_one_line(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(PortBusy, match=f"Port {port} on 127.0.0.1 is busy"):
        async with Sandbox.open(port=port):
            pass


async def test_exceptions_of_the_block_come_out_as_they_are() -> None:
    with pytest.raises(KeyError):
        async with Sandbox.open():
            raise KeyError


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_other_sites_may_not_speak_through_it(sandbox: Sandbox, headers: dict[str, str]) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{sandbox.url}/sandbox/state", headers=headers) as response,
    ):
        assert response.status == 403


async def test_chats_survive_a_restart_with_a_state_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with Sandbox.open(state=path) as sandbox, Town.open(sandbox.url) as town, bot_of(sandbox) as bot:
        anna = await town.person("Анна")
        await anna.send_document("текст.txt", b"\x00\xff")
        await bot.send_message(anna.id, "ответ")
    async with Sandbox.open(state=path) as sandbox, Town.open(sandbox.url) as town, bot_of(sandbox) as bot:
        anna = await town.person("Анна")
        assert anna.last.text == "ответ"
        assert await anna.download(anna.messages[0]) == b"\x00\xff"
        assert (await bot.send_message(anna.id, "дальше")).message_id == anna.last.id + 1


async def test_a_broken_state_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("{")
    with pytest.raises(BadState, match="delete it to start afresh"):
        async with Sandbox.open(state=path):
            pass


async def test_closing_does_not_wait_for_those_who_wait() -> None:
    async with Sandbox.open() as sandbox, bot_of(sandbox) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=50))
        await sandbox.world.feed.wait(lambda: sandbox.world.updates.polls == 1, 3)
        sandbox.world.feed.close()
        async with asyncio.timeout(3):
            assert isinstance(
                (await asyncio.gather(polling, return_exceptions=True))[0], list | TelegramAPIError
            )


async def test_message_ids_of_an_earlier_run_are_never_met_again() -> None:
    ids = []
    for now in (1_800_000_000.0, 1_800_000_060.0):
        async with Sandbox.open(clock=lambda now=now: now) as sandbox, bot_of(sandbox) as bot:  # type: ignore[misc]
            ids.append((await bot.send_message(101, "x")).message_id)
    assert ids[1] == ids[0] + 60


async def test_the_state_file_is_written_while_the_sandbox_runs(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with Sandbox.open(state=path) as sandbox, bot_of(sandbox) as bot:
        await bot.send_message(101, "переживёт kill -9")
        written = sandbox.world.feed.wait(lambda: path.exists() and "kill -9" in path.read_text(), 5)
        assert await written
