"""What people can send besides text: the content fields of every kind of message."""

from typing import Any

from sandbox import files
from sandbox.entities import Formatted, caption_text
from sandbox.errors import bad_request
from sandbox.methods.messages import with_entities
from sandbox.model import Json
from sandbox.params import Upload
from sandbox.world import World

# One transparent pixel: what a photo without bytes of its own consists of.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
_FILE_KINDS = frozenset({"voice", "audio", "video", "video_note", "animation", "sticker"})
_POLL = {
    "id": "1",
    "question": "Какой вариант лучше?",
    "options": [
        {"persistent_id": "1", "text": "Первый", "voter_count": 0},
        {"persistent_id": "2", "text": "Второй", "voter_count": 0},
    ],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
_PLAIN: dict[str, Json] = {
    "location": {"latitude": 55.751244, "longitude": 37.618423},
    "venue": {
        "location": {"latitude": 55.751244, "longitude": 37.618423},
        "title": "Росатом",
        "address": "Москва, Большая Ордынка, 24",
    },
    "contact": {"phone_number": "+74950000000", "first_name": "Пётр"},
    "dice": {"emoji": "🎲", "value": 4},
    "poll": _POLL,
}
KINDS = ("text", "document", "photo", *sorted(_FILE_KINDS), *_PLAIN)


def text_content(text: Formatted) -> Json:
    return with_entities("text", text)


def media_content(world: World, kind: str, upload: Upload | None, caption: str) -> Json:
    """Content of a message of this kind; without an upload something harmless stands in."""
    fields = with_entities("caption", caption_text(caption, None, None))
    if kind in _PLAIN:
        return {kind: _PLAIN[kind]}
    if kind == "document":
        stored = files.keep(world, upload or Upload("note.txt", "text/plain", b"-"), "documents")
        return {"document": files.document(stored), **fields}
    if kind == "photo":
        stored = files.keep(world, upload or Upload("photo.png", "image/png", PIXEL), "photos")
        return {"photo": files.photo(stored), **fields}
    if kind not in _FILE_KINDS:
        raise bad_request(f"kind must be one of {', '.join(KINDS)}")
    stored = files.keep(world, upload or Upload(kind, "", b"-"), f"{kind}s")
    content: Json = {kind: files.of_kind(stored, kind), **fields}
    if kind == "animation":  # the Bot API shows an animation as a document too
        content["document"] = files.document(stored)
    return content


def in_album(content: Json, album: str) -> Json:
    """The messages of an album are sent one by one and share its id."""
    return {**content, "media_group_id": album} if album else content


def forward_origin(given: Any, date: int) -> Json:
    """MessageOrigin of a forwarded post: `{"channel": title}`, `{"hidden": name}` or `{"user": User}`."""
    if isinstance(given, dict) and "channel" in given:
        chat = {"id": -1002000000002, "type": "channel", "title": str(given["channel"])}
        return {"type": "channel", "date": date, "chat": chat, "message_id": 7}
    if isinstance(given, dict) and "hidden" in given:
        return {"type": "hidden_user", "date": date, "sender_user_name": str(given["hidden"])}
    if isinstance(given, dict) and "user" in given:
        return {"type": "user", "date": date, "sender_user": given["user"]}
    raise bad_request("forward must name a channel, a hidden sender or a user")
