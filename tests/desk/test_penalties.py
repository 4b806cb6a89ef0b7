"""What the budget does when Telegram or the network says no."""

from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import SendMessage

from tests.desk.counter import BORIS, Line, VirtualClock, draft, flood, message, progress


async def test_a_penalty_stops_everything_in_that_chat_and_nothing_elsewhere(
    line: Line, clock: VirtualClock
) -> None:
    line.failures = [flood(40)]

    async def meanwhile() -> list[bool]:
        await clock.sleep(10)
        return [await line.call(draft()), await line.call(progress()), await line.call(draft(BORIS))]

    _, shown = await clock.run(line.call(message()), meanwhile())

    assert shown == [False, False, True]
    assert line.moments(SendMessage) == [0.0, 40.0]


async def test_a_flood_on_a_draft_is_no_error_and_holds_messages_too(line: Line, clock: VirtualClock) -> None:
    line.failures = [flood(7)]

    async def both() -> bool:
        shown: bool = await line.call(draft())
        await line.call(message())
        return shown

    assert await clock.run(both()) == [False]
    assert line.moments(SendMessage) == [7.0]


async def test_floods_are_waited_out_as_often_as_they_come(line: Line, clock: VirtualClock) -> None:
    line.failures = [flood(30) for _ in range(20)]

    (result,) = await clock.run(line.call(message()))

    assert (result, clock.time) == (True, 600.0)


async def test_a_very_long_penalty_is_handed_to_the_caller(line: Line, clock: VirtualClock) -> None:
    line.failures = [flood(3_600)]

    first, second = await clock.run(line.call(message()), line.call(message()))

    assert isinstance(first, TelegramRetryAfter)
    assert isinstance(second, bool | TelegramRetryAfter)
    assert clock.time < 300


async def test_asking_again_does_not_prolong_a_penalty(line: Line, clock: VirtualClock) -> None:
    line.failures = [flood(400)]

    async def ask_often() -> float:
        while True:
            try:
                await line.call(message())
            except TelegramRetryAfter:
                await clock.sleep(0.7)
            else:
                return clock.time

    (moment,) = await clock.run(ask_often())

    assert 400 <= moment < 402


async def test_an_outage_is_waited_for_with_a_harmless_question(line: Line, clock: VirtualClock) -> None:
    line.failures = [TelegramNetworkError(message(), "gone") for _ in range(3)]

    (result,) = await clock.run(line.call(message()))

    assert result is True
    assert [type(method).__name__ for _, method in line.sent] == [
        "SendMessage",
        "GetMe",
        "GetMe",
        "GetMe",
        "SendMessage",
    ]


async def test_an_outage_that_lasts_is_told(line: Line, clock: VirtualClock) -> None:
    line.failures = [TelegramNetworkError(message(), "gone") for _ in range(9)]

    (result,) = await clock.run(line.call(message()))

    assert isinstance(result, TelegramNetworkError)


async def test_a_refusal_is_told_at_once(line: Line, clock: VirtualClock) -> None:
    line.failures = [TelegramBadRequest(message(), "no")]

    (result,) = await clock.run(line.call(message()))

    assert (type(result), len(line.sent)) == (TelegramBadRequest, 1)
