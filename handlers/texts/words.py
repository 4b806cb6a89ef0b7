"""What all sentences are made of: numbers with their words, cutting, quoting for HTML."""

from html import escape
from typing import Final

CALLBACK_ANSWER_LIMIT: Final = 200  # Telegram: answerCallbackQuery.text
MESSAGE_LIMIT: Final = 4096  # Telegram: sendMessage.text, after entities parsing


def quote(text: str) -> str:
    return escape(text, quote=False)


def plural(number: int, one: str, few: str, many: str) -> str:
    """``21 вариант``, ``2 варианта``, ``11 вариантов``: the number with its word."""
    tens, units = number % 100, number % 10
    if units == 1 and tens != 11:
        word = one
    elif 2 <= units <= 4 and not 12 <= tens <= 14:
        word = few
    else:
        word = many
    return f"{thousands(number)} {word}"


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def characters(number: int) -> str:
    return plural(number, "знак", "знака", "знаков")


def variants_count(number: int) -> str:
    return plural(number, "вариант", "варианта", "вариантов")


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
