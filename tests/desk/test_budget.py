"""How much goes out in which time."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from aiogram.methods import AnswerCallbackQuery, GetUpdates, SendChatAction, SendMessage

from desk.budget import ProgressEdit
from tests.desk.counter import ANNA, GROUP, Line, VirtualClock, draft, message, progress


def most_within(moments: Sequence[float], seconds: float) -> int:
    return max(sum(start <= moment < start + seconds for moment in moments) for start in moments)


async def test_messages_to_a_chat_go_about_once_a_second(line: Line, clock: VirtualClock) -> None:
    await clock.run(*(line.call(message()) for _ in range(12)))

    moments = line.moments(SendMessage)
    assert (len(moments), most_within(moments, 6)) == (12, 6)
    assert moments[-1] == 6.0


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

    *_, frames_shown = await clock.run(*(line.call(message()) for _ in range(8)), frames())

    assert frames_shown == [False, False]


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
