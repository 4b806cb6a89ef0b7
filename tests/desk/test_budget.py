"""The rate budget in virtual time: nothing here waits, and nothing goes over a wire."""

import asyncio
import heapq
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    GetUpdates,
    SendChatAction,
    SendMessage,
    SendMessageDraft,
    TelegramMethod,
)

from desk.budget import ChatBudget, ProgressEdit
from sandbox.server import TOKEN

ANNA, BORIS, GROUP = 101, 102, -1001


class VirtualClock:
    """Time passes only when everybody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._count = 0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time, UTC)

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        alarm = asyncio.Event()
        heapq.heappush(self._sleepers, (self.time + seconds, self._count, alarm))
        await alarm.wait()

    async def run(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """The results or exceptions of ``work``, whose time passes at once."""
        tasks = [asyncio.create_task(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(20):  # let everybody run until they wait for the clock
                await asyncio.sleep(0)
            if self._sleepers:
                self.time, _, alarm = heapq.heappop(self._sleepers)
                alarm.set()
        return await asyncio.gather(*tasks, return_exceptions=True)


class Line:
    """Calls the budget as aiogram's session does, notes what goes out, and fails as told."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.budget = ChatBudget(clock)
        self.sent: list[tuple[float, TelegramMethod[Any]]] = []
        self.failures: list[Exception] = []
        self._bot = Bot(TOKEN)

    async def call(self, method: TelegramMethod[Any]) -> Any:
        return await self.budget(self._request, self._bot, method)

    async def _request(self, _: Bot, method: TelegramMethod[Any]) -> Any:
        self.sent.append((self.clock.time, method))
        if self.failures:
            raise self.failures.pop(0)
        return cast(Any, True)

    def moments(self, kind: type[TelegramMethod[Any]]) -> list[float]:
        return [moment for moment, method in self.sent if isinstance(method, kind)]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def line(clock: VirtualClock) -> Line:
    return Line(clock)


def message(chat_id: int = ANNA) -> SendMessage:
    return SendMessage(chat_id=chat_id, text="x")


def draft(chat_id: int = ANNA) -> SendMessageDraft:
    return SendMessageDraft(chat_id=chat_id, draft_id=1, text="x")


def progress(chat_id: int = ANNA) -> ProgressEdit:
    return ProgressEdit(chat_id=chat_id, message_id=1, text="x")


def flood(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(message(), "Too Many Requests", seconds)


def most_within(moments: Sequence[float], seconds: float) -> int:
    return max(sum(start <= moment < start + seconds for moment in moments) for start in moments)


async def test_messages_to_a_chat_go_about_once_a_second(line: Line, clock: VirtualClock) -> None:
    await clock.run(*(line.call(message()) for _ in range(12)))

    moments = line.moments(SendMessage)
    assert (len(moments), most_within(moments, 3)) == (12, 3)
    assert moments[-1] == 9.0


async def test_a_group_gets_twenty_a_minute(line: Line, clock: VirtualClock) -> None:
    await clock.run(*(line.call(message(GROUP)) for _ in range(45)))

    assert most_within(line.moments(SendMessage), 60) == 20


async def test_all_chats_together_stay_below_thirty_a_second(line: Line, clock: VirtualClock) -> None:
    await clock.run(*(line.call(message(chat_id)) for chat_id in range(1, 101)))

    moments = line.moments(SendMessage)
    assert (len(moments), most_within(moments, 1)) == (100, 28)


async def test_messages_keep_their_order(line: Line, clock: VirtualClock) -> None:
    texts = [str(number) for number in range(9)]

    await clock.run(*(line.call(SendMessage(chat_id=ANNA, text=text)) for text in texts))

    assert [method.text for _, method in line.sent if isinstance(method, SendMessage)] == texts


async def test_drafts_and_actions_share_a_budget_and_are_left_out_over_it(
    line: Line, clock: VirtualClock
) -> None:
    async def many() -> list[bool]:
        calls = (draft(), SendChatAction(chat_id=ANNA, action="typing"))
        return [await line.call(call) for _ in range(20) for call in calls]

    (results,) = await clock.run(many())

    assert (len(line.sent), results.count(True), results.count(False)) == (18, 18, 22)


async def test_drafts_at_their_pace_always_pass(line: Line, clock: VirtualClock) -> None:
    async def steadily() -> list[bool]:
        results = []
        for _ in range(60):
            results.append(await line.call(draft()))
            await clock.sleep(1.2)
        return results

    (results,) = await clock.run(steadily())

    assert all(results)


@pytest.mark.parametrize(("chat_id", "apart"), [(ANNA, 1.5), (GROUP, 3.0)])
async def test_progress_edits_keep_their_distance(
    line: Line, clock: VirtualClock, chat_id: int, apart: float
) -> None:
    async def eagerly() -> None:
        for _ in range(100):
            await line.call(progress(chat_id))
            await clock.sleep(0.1)

    await clock.run(eagerly())

    moments = line.moments(ProgressEdit)
    assert min(later - earlier for earlier, later in pairwise(moments)) >= apart - 1e-6


async def test_progress_in_a_group_leaves_room_for_the_variants(line: Line, clock: VirtualClock) -> None:
    async def group() -> float:
        for _ in range(60):
            await line.call(progress(GROUP))
            await clock.sleep(1)
        begun = clock.time
        for _ in range(4):
            await line.call(message(GROUP))
        return clock.time - begun

    (seconds,) = await clock.run(group())

    assert seconds <= 3


async def test_nothing_cosmetic_goes_before_a_waiting_message(line: Line, clock: VirtualClock) -> None:
    async def frames() -> list[bool]:
        await clock.sleep(0.5)
        return [await line.call(draft()), await line.call(progress())]

    *_, frames_shown = await clock.run(*(line.call(message()) for _ in range(5)), frames())

    assert frames_shown == [False, False]


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


async def test_callback_answers_and_polling_never_wait(line: Line, clock: VirtualClock) -> None:
    answer, poll = AnswerCallbackQuery(callback_query_id="1"), GetUpdates()

    await clock.run(*(line.call(message()) for _ in range(9)), line.call(answer), line.call(poll))

    assert (line.moments(AnswerCallbackQuery), line.moments(GetUpdates)) == ([0.0], [0.0])


async def test_quiet_chats_are_forgotten(line: Line, clock: VirtualClock) -> None:
    async def crowd() -> None:
        for chat_id in range(1, 5_000):
            clock.time += 0.1
            await line.call(draft(chat_id))

    await clock.run(crowd())

    assert len(line.budget) <= 2_000
