"""The log of a real process at its most talkative level tells the story without a word of anybody."""

from tests.conversation.overheard import MARKS, Overheard

LONG = 24  # characters in a row of something the bot said


def test_nothing_that_people_wrote_is_in_it(overheard: Overheard) -> None:
    assert [mark for mark in MARKS if mark.lower() in overheard.log.lower()] == []


def test_nothing_that_the_model_wrote_is_in_it(overheard: Overheard) -> None:
    pieces = {
        text[at : at + LONG] for text in overheard.texts for at in range(0, len(text) - LONG, LONG // 2)
    }

    assert len(pieces) > 20
    assert [piece for piece in pieces if piece in overheard.log] == []


def test_no_secret_is_in_it(overheard: Overheard) -> None:
    assert overheard.token not in overheard.log
    assert overheard.token.split(":")[1] not in overheard.log


def test_every_line_is_an_event_with_its_time_and_place(overheard: Overheard) -> None:
    assert overheard.records
    for record in overheard.records:
        assert record.keys() >= {"time", "level", "logger", "message"}


def test_ids_are_fields(overheard: Overheard) -> None:
    ours = [record for record in overheard.records if str(record["logger"]).startswith(("desk", "handlers"))]

    assert {record["job"] for record in ours if "variant" in record} == {1}
    assert {record["user"] for record in ours if "user" in record} >= {101}
    assert [record for record in ours if "update" in record]
