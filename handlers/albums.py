"""The files and pictures of an album come as messages of their own, one after another."""

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from storage.briefs import Briefs
from storage.records import BriefId, StoredBrief


async def was_seen(message: Message, state: FSMContext) -> bool:
    """Whether something of this album has come before. What is no album has not."""
    if message.media_group_id is None:
        return False
    return (await state.get_data()).get("album") == message.media_group_id


async def note(message: Message, state: FSMContext, brief: StoredBrief | None = None) -> None:
    """Remember the album, and the brief that it has become."""
    if message.media_group_id is not None:
        album_of = None if brief is None else brief.id
        await state.update_data(album=message.media_group_id, album_of=album_of, album_caption=None)


async def note_caption(message: Message, state: FSMContext) -> None:
    """Clients put an album's caption under its first file, which may be one that can't be read."""
    if message.media_group_id is not None and message.caption:
        await state.update_data(album=message.media_group_id, album_of=None, album_caption=message.caption)


async def caption_of(message: Message, state: FSMContext) -> str:
    """The message's own caption, else the one that an unreadable file of its album had."""
    if message.caption or not await was_seen(message, state):
        return message.caption or ""
    return str((await state.get_data()).get("album_caption") or "")


async def brief_of(message: Message, state: FSMContext, briefs: Briefs) -> StoredBrief | None:
    """The brief that earlier files of the same album have become."""
    if not await was_seen(message, state):
        return None
    brief_id = (await state.get_data()).get("album_of")
    return await briefs.get(BriefId(brief_id)) if isinstance(brief_id, int) else None
