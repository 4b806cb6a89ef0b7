"""What is seen of a job while it is being written."""

import pytest

from storage.records import MessageId, Streaming, UserId
from tests.desk.stage import Office, Typist
from tests.people import Person, Town
from tests.screen import Draft, Screen


def growing(screen: Screen) -> Draft | None:
    return screen.draft if screen.draft is not None and "growing" in screen.draft.text else None


async def with_notice(office: Office, person: Person) -> None:
    job = await office.submit(person.id)
    message = await office.bot.send_message(person.chat_id, "0 ahead")
    await office.desk.attach_notice(job.id, MessageId(message.message_id))


async def test_a_draft_grows_with_telegrams_own_stop_button(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.hold(1)

    async with office.at_work():
        await office.submit(anna.id)
        draft = await anna.until(growing)

    assert draft.can_stop
    assert "2 growing" in draft.text


async def test_no_draft_is_left_when_all_is_said(office: Office, anna: Person, town: Town) -> None:
    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 4)

    await anna.look()
    assert anna.draft is None


async def test_an_unchanged_draft_is_kept_alive_while_the_prompt_is_read(
    office: Office, anna: Person, typist: Typist, town: Town
) -> None:
    typist.hold(0)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(growing)
        begun = office.clock.monotonic()
        calls = len(await town.calls("sendmessagedraft"))
        while len(await town.calls("sendmessagedraft")) == calls:
            await anna.until(lambda screen: True)

    assert 15 < office.clock.monotonic() - begun < 30


@pytest.mark.parametrize("mode", [Streaming.DRAFT, Streaming.EDIT, Streaming.OFF])
async def test_the_notice_goes_when_the_variants_are_there(
    office: Office, anna: Person, mode: Streaming
) -> None:
    await office.brief(anna.id)
    await office.users.remember(UserId(anna.id), streaming=mode)
    await with_notice(office, anna)

    async with office.at_work():
        await anna.until(lambda screen: [one.text[:1] for one in screen.said] == ["0", "1", "2", "3"])

    assert [len(message.labels) for message in anna.said] == [1, 1, 1, 1]


async def test_the_notice_tells_when_the_writing_begins(office: Office, anna: Person, typist: Typist) -> None:
    typist.hold(0)
    await with_notice(office, anna)

    async with office.at_work():
        notice = await anna.sees("writing 4")

    assert notice.labels == ["stop"]


async def test_edits_grow_in_the_notice_above_a_stop_button(
    office: Office, anna: Person, typist: Typist
) -> None:
    await office.brief(anna.id)
    await office.users.remember(UserId(anna.id), streaming=Streaming.EDIT)
    typist.hold(0)
    await with_notice(office, anna)

    async with office.at_work():
        notice = await anna.sees("1 growing")

    assert (notice.labels, len(anna.said)) == (["stop"], 1)


async def test_without_a_notice_the_desk_sends_one_to_edit(
    office: Office, anna: Person, typist: Typist
) -> None:
    await office.brief(anna.id)
    await office.users.remember(UserId(anna.id), streaming=Streaming.EDIT)
    typist.hold(0)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.sees("1 growing")


async def test_switched_off_nothing_moves(office: Office, anna: Person, typist: Typist, town: Town) -> None:
    await office.brief(anna.id)
    await office.users.remember(UserId(anna.id), streaming=Streaming.OFF)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 4 and screen.said[0].text.startswith("0"))

    assert await town.calls("sendmessagedraft") == []
    assert await town.calls("editmessagetext") == []


async def test_groups_get_edits(office: Office, anna: Person, typist: Typist, town: Town) -> None:
    group = await town.group()
    typist.hold(0)

    async with office.at_work():
        brief = await office.brief(anna.id, chat_id=group)
        await office.desk.submit(brief, key="k")
        await anna.at(group).sees("1 growing")

    assert await town.calls("sendmessagedraft") == []


async def test_drafts_refused_three_times_become_edits(
    office: Office, anna: Person, typist: Typist, town: Town
) -> None:
    await town.fault(
        "error", "sendMessageDraft", times=3, code=400, description="Bad Request: no drafts here"
    )
    typist.hold(0)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.sees("1 growing")

    assert len(await town.calls("sendmessagedraft")) == 3


async def test_two_refusals_are_forgiven(office: Office, anna: Person, typist: Typist, town: Town) -> None:
    await town.fault(
        "error", "sendMessageDraft", times=2, code=400, description="Bad Request: no drafts here"
    )
    typist.hold(0)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(growing)


async def test_a_flood_is_never_answered_by_edits(
    office: Office, anna: Person, typist: Typist, town: Town
) -> None:
    flood = await town.fault("flood", "sendMessageDraft", times=5, retry_after=3)
    typist.hold(0)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(growing)

    moments = [call["at"] for call in await town.calls("sendmessagedraft")]
    assert flood
    assert await town.calls("editmessagetext") == []
    assert len(moments) == 6
