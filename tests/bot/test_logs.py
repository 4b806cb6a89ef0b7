import asyncio
import json
import logging
import sqlite3
import sys

from bot.logs import FirstLine, Json, Lines, WithoutMessages, about

SECRET = "«Логос» 24 апреля"


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord("bot", logging.ERROR, __file__, 1, "update %s failed", (7,), sys.exc_info())


def test_an_error_is_shown_by_its_type_and_places_without_what_it_quotes() -> None:
    line = Lines().format(record_of(ValueError(SECRET)))

    assert "update 7 failed" in line
    assert "builtins.ValueError" in line
    assert "test_logs.py" in line
    assert SECRET not in line


def test_errors_that_quote_nobody_keep_their_message() -> None:
    assert "disk I/O error" in Lines().format(record_of(sqlite3.OperationalError("disk I/O error")))


def test_a_token_is_masked_wherever_it_turns_up() -> None:
    token = "123456789:AAH-secret_secret_secret_secret_s"
    record = logging.LogRecord("aiohttp", logging.INFO, __file__, 1, "GET /bot%s/getMe", (token,), None)

    assert "secret" not in Lines().format(record)


def test_a_framework_keeps_its_records_but_not_the_texts_in_them() -> None:
    record = record_of(ValueError(SECRET))
    record.msg, record.args = "Cause exception while process update id=%d: %s", (7, SECRET)

    assert WithoutMessages().filter(record)

    assert SECRET not in Lines().format(record)


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("desk", logging.INFO, __file__, 1, message, values, None)


def test_numbers_are_fields_by_the_words_before_them() -> None:
    line = json.loads(
        Json().format(record("variant %s of job %s: sent, %.1f s, 100 %%, user %d", 7, 3, 0.5, 101))
    )

    assert (line["variant"], line["job"], line["user"]) == (7, 3, 101)
    assert line["message"] == "variant 7 of job 3: sent, 0.5 s, 100 %, user 101"
    assert (line["level"], line["logger"]) == ("info", "desk")


async def test_what_is_logged_about_an_update_has_its_ids_also_from_tasks_begun_there() -> None:
    async def elsewhere() -> str:
        return Json().format(record("a message was refused"))

    with about(update=5, chat=101):
        task = asyncio.create_task(elsewhere())
    outside = json.loads(Json().format(record("quiet")))

    assert json.loads(await task) | {"update": 5, "chat": 101} == json.loads(await task)
    assert "update" not in outside


def test_an_error_in_json_is_its_type_and_places_with_all_that_a_group_holds() -> None:
    inner = record_of(ValueError(SECRET)).exc_info
    assert isinstance(inner, tuple)
    assert isinstance(inner[1], ValueError)
    group = ExceptionGroup(SECRET, [inner[1], OSError("disk full")])

    line = Json().format(record_of(group))

    assert SECRET not in line
    assert json.loads(line)["error"] == "ExceptionGroup"
    assert any("disk full" in one for one in json.loads(line)["trace"])
    assert any("ValueError" in one for one in json.loads(line)["trace"])


def test_asyncio_s_own_report_loses_what_quotes_an_error() -> None:
    reported = record(f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>")

    assert FirstLine().filter(reported)
    assert Lines().format(reported).endswith("Task exception was never retrieved")


def test_the_word_for_the_proxy_is_masked() -> None:
    assert "pass-word" not in Lines().format(record("Can't connect to socks5://user:pass-word@127.0.0.1:1"))
