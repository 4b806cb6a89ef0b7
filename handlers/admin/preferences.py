"""What staff's picks are worth, as a file for ``python -m training``."""

import json
from dataclasses import asdict

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers import texts
from handlers.admin import buttons
from handlers.moments import Moments
from storage.audit import Action, Audit, Deed
from storage.preferences import Preferences
from storage.records import User

LARGEST_PART = 40 * 1024 * 1024  # bytes; Telegram takes files of 50 MB from bots


async def export(
    query: CallbackQuery,
    bot: Bot,
    author: User,
    preferences: Preferences,
    audit: Audit,
    moments: Moments,
) -> None:
    await query.answer()
    parts, pairs = await _parts(preferences)
    if not pairs:
        await bot.send_message(author.id, texts.journal.PREFERENCES_EMPTY)
        return
    await audit.note(Deed(author.id, Action.EXPORT, subject=str(pairs)))
    for number, part in enumerate(parts, start=1):
        suffix = f"-{number}" if len(parts) > 1 else ""
        name = f"preferences-{moments.now():%Y-%m-%d}{suffix}.jsonl"
        await bot.send_document(
            author.id, BufferedInputFile(part, name), caption=texts.journal.preferences(pairs)
        )


async def _parts(preferences: Preferences) -> tuple[list[bytes], int]:
    """Files that Telegram takes, of whole lines, and how many pairs they hold."""
    parts, current, pairs = [], bytearray(), 0
    async for pair in preferences.pairs():
        line = json.dumps(asdict(pair), ensure_ascii=False).encode() + b"\n"
        if current and len(current) + len(line) > LARGEST_PART:
            parts.append(bytes(current))
            current = bytearray()
        current += line
        pairs += 1
    return [*parts, bytes(current)], pairs


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(export, buttons.ExportPreferences.filter())
    return router
