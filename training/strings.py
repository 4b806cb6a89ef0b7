"""Strings for comparing tokenizers: what ads are made of, and what breaks tokenizers."""

import random
from collections.abc import Sequence

FRAGMENTS = (
    "«Цифровое предприятие»",
    "завод",
    "ёлка",
    "Й",
    "и\u0306",
    "е\u0308",
    "№ 5",
    "12 500 ₽",
    "3,5 %",
    "24–26 ноября",
    "10:30",
    "rosatom.ru/digital?utm=a&b=1",
    "info@example.ru",
    "+7 (831) 123-45-67",
    "👋",
    "👩‍💻",
    "🇷🇺",
    "❤️",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u202f",
    "  ",
    "   ",
    "…",
    "—",
    "–",
    "-",
    "“ok”",
    "'s",
    "don't",
    "HTML <b>жирный</b>",
    "&amp;",
    "C++",
    "ПО",
    "САПР",
    "Logos",
    "中文",
    "日本語",
    "ελληνικά",
    "עברית",
    "١٢٣",
    "½",
    "x²",
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "⟦Q1⟧",
    "⟦5-14⟧",
    "⟦",
    "⟧",
    "#тег",
    "@name",
    "!!!",
    "?!",
    "(скобки)",
    "[1]",
    "{}",
    "a_b",
    "СЛОВО",
    "слово-слово",
    "1234567890",
    "\u200d",
    "\ufeff",
)


def hard_strings(count: int, lines: Sequence[str], seed: int = 0) -> list[str]:
    """``count`` strings: half random mixtures of fragments, half real lines with a fragment in them."""
    draw = random.Random(seed)  # noqa: S311 - variety, not secrecy
    strings = []
    for index in range(count):
        if index % 2 and lines:
            line = draw.choice(lines)
            cut = draw.randrange(len(line) + 1)
            strings.append(line[:cut] + draw.choice(FRAGMENTS) + line[cut:])
        else:
            mixed = draw.choices(FRAGMENTS, k=draw.randint(1, 8))
            strings.append(draw.choice(("", " ")).join(mixed))
    return strings
