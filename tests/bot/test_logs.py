import logging
import sqlite3
import sys

from bot.logs import Lines, WithoutMessages

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
