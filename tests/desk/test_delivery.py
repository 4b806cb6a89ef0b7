"""What Telegram and the network may do to a finished text."""

from pathlib import Path

from desk.limits import Limits
from desk.presenter import Outgoing
from sandbox.server import Sandbox
from storage.records import ChatId, Delivery, Job, MessageId, UserId
from tests.desk.stage import Office, Typist
from tests.people import Person, Town

FOUR = ["1 of 4", "2 of 4", "3 of 4", "4 of 4, last"]


def labels(person: Person) -> list[str]:
    return [label for message in person.said for label in message.labels]


async def deliveries(office: Office, job: Job) -> list[Delivery]:
    return [variant.delivery for variant in await office.variants.of_job(job.id)]


async def delivered(office: Office, anna: Person) -> Job:
    """One job from its submission to its last message."""
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.until(lambda screen: any("last" in label for one in screen.said for label in one.labels))
    return job


async def test_messages_are_known_by_their_ids(office: Office, anna: Person) -> None:
    job = await delivered(office, anna)

    variants = await office.variants.of_job(job.id)
    assert [variant.message_id for variant in variants] == [message.id for message in anna.said]


async def test_a_flood_only_delays(office: Office, anna: Person, town: Town) -> None:
    await town.fault("flood", "sendMessage", times=2, after=1, retry_after=20)

    await delivered(office, anna)

    assert labels(anna) == FOUR


async def test_nothing_is_sent_inside_a_penalty(office: Office, anna: Person, town: Town) -> None:
    await town.fault("flood", "sendMessage", retry_after=30)

    await delivered(office, anna)

    moments = [call["at"] for call in await town.calls("sendmessage")]
    assert moments[1] - moments[0] >= 0.3  # 30 s of the desk


async def test_a_server_error_only_delays(office: Office, anna: Person, town: Town) -> None:
    await town.fault("error", "sendMessage", times=8, code=502, description="Bad Gateway")

    await delivered(office, anna)

    assert labels(anna) == FOUR


async def test_a_connection_that_breaks_before_telegram_hears_doubles_nothing(
    office: Office, anna: Person, town: Town
) -> None:
    await town.fault("drop", "sendMessage", times=3)

    await delivered(office, anna)

    assert labels(anna) == FOUR


async def test_an_answer_that_is_lost_doubles_that_message_only(
    office: Office, anna: Person, town: Town
) -> None:
    await town.fault("drop_after", "sendMessage")

    await delivered(office, anna)

    assert labels(anna) == ["1 of 4", *FOUR]


async def test_an_outage_doubles_no_message_more_than_once(office: Office, anna: Person, town: Town) -> None:
    await town.fault("drop_after", "sendMessage")
    await town.fault("drop", "getMe", times=6)

    await delivered(office, anna)

    assert labels(anna) == ["1 of 4", *FOUR]


async def test_refused_buttons_do_not_cost_the_text(office: Office, anna: Person, town: Town) -> None:
    await town.fault("error", "sendMessage", code=400, description="Bad Request: BUTTON_DATA_INVALID")

    job = await delivered(office, anna)

    assert labels(anna) == FOUR[1:]
    assert len(anna.said) == 4
    assert await deliveries(office, job) == [Delivery.SENT] * 4


async def test_what_telegram_takes_in_no_form_does_not_hold_up_the_rest(
    office: Office, anna: Person, town: Town
) -> None:
    await town.fault("error", "sendMessage", times=2, code=400, description="Bad Request: no")

    job = await delivered(office, anna)

    assert await deliveries(office, job) == [Delivery.UNDELIVERABLE, *[Delivery.SENT] * 3]


async def test_a_user_who_blocked_the_bot_is_left_in_peace(
    office: Office, anna: Person, boris: Person, typist: Typist, town: Town
) -> None:
    await anna.block()
    async with office.at_work():
        job = await office.submit(anna.id)
        await office.closed(job.id)
        await office.submit(boris.id)
        await boris.until(lambda screen: len(screen.said) == 4)

    user = await office.users.get(UserId(anna.id))
    assert user is not None
    assert not user.reachable
    assert await office.variants.undelivered() == ()
    assert len(await town.calls("sendmessage", of=anna)) <= 1


async def test_all_jobs_of_a_lost_chat_end(
    path: Path, sandbox: Sandbox, anna: Person, typist: Typist
) -> None:
    typist.hold(1)
    typist.hold(2)  # so that the first job can't be over before Telegram tells that the chat is lost
    async with Office.open(path, sandbox.url, typist=typist, limits=Limits(parallel_jobs=1)) as office:
        first = await office.submit(anna.id, key="1")
        second = await office.submit(anna.id, key="2")
        async with office.at_work():
            await anna.until(lambda screen: len(screen.said) == 1)
            await anna.block()
            typist.release(1)
            await office.closed(first.id)
            await office.closed(second.id)

    assert len(typist.orders) == 1


async def test_a_chat_that_must_wait_keeps_nobody_else_from_being_written(
    path: Path, sandbox: Sandbox, anna: Person, boris: Person, town: Town
) -> None:
    await town.fault("flood", "sendMessage", chat_id=anna.chat_id, retry_after=100)
    async with Office.open(path, sandbox.url, limits=Limits(parallel_jobs=1)) as office, office.at_work():
        await office.submit(anna.id)
        await office.submit(boris.id)

        await boris.until(lambda screen: len(screen.said) == 4)


async def test_a_text_over_the_limit_becomes_several_messages(office: Office, anna: Person) -> None:
    paragraphs = "\n\n".join(["слово " * 300] * 4).strip()

    await office.delivery.say(ChatId(anna.chat_id), Outgoing(paragraphs, html=True))

    await anna.look()
    assert len(anna.said) == 2
    assert " ".join(message.text for message in anna.said).split() == paragraphs.split()


async def test_broken_markup_is_sent_plain(office: Office, anna: Person) -> None:
    await office.delivery.say(ChatId(anna.chat_id), Outgoing("<b>1 &lt; 2", html=True))

    await anna.look()
    assert anna.last.text == "1 < 2"


async def test_a_message_under_way_is_let_through_when_the_program_ends(
    office: Office, anna: Person, town: Town
) -> None:
    await town.fault("slow", "sendMessage", seconds=0.3)

    async with office.at_work():
        job = await office.submit(anna.id)
        while Delivery.SENDING not in await deliveries(office, job):
            continue

    assert (await office.variants.of_job(job.id))[0].message_id == MessageId((await anna.look()).said[0].id)
