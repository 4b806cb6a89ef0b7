"""Files in the sandbox: kept in memory, named as Telegram names them."""

import hashlib
import mimetypes
import struct

from sandbox.errors import bad_request
from sandbox.model import Json, StoredFile
from sandbox.params import Upload
from sandbox.world import World

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"


def keep(world: World, upload: Upload, folder: str) -> StoredFile:
    number = world.new_id()
    name = upload.name or "file"
    suffix = "." + name.rsplit(".", 1)[-1] if "." in name else ""
    guessed = mimetypes.guess_type(name)[0]
    stored = StoredFile(
        id=f"BQACAgIAAxkBAAI{number}",
        unique_id="AgAD" + hashlib.sha256(upload.data).hexdigest()[:12],
        path=f"{folder}/file_{number}{suffix}",
        name=name,
        mime_type=guessed or upload.mime_type or "application/octet-stream",
        data=upload.data,
    )
    world.files[stored.id] = stored
    return stored


def find(world: World, file_id: str) -> StoredFile:
    stored = world.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def document(stored: StoredFile) -> Json:
    return {**_basics(stored), "file_name": stored.name, "mime_type": stored.mime_type}


def photo(stored: StoredFile) -> list[Json]:
    """One size only; raises ApiError when the bytes are no picture."""
    width, height = picture_size(stored.data)
    return [{**_basics(stored), "width": width, "height": height}]


def of_kind(stored: StoredFile, kind: str) -> Json:
    """Voice, sticker, animation and the like, with the fields that their types require."""
    sized = {"width": 512, "height": 512}
    extra: dict[str, Json] = {
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "audio": {"duration": 180, "mime_type": "audio/mpeg", "title": stored.name},
        "video": {**sized, "duration": 5, "mime_type": "video/mp4"},
        "video_note": {"length": 240, "duration": 5},
        "animation": {**sized, "duration": 2, "mime_type": "video/mp4"},
        "sticker": {**sized, "type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"},
    }
    return {**_basics(stored), **extra[kind]}


def _basics(stored: StoredFile) -> Json:
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.data)}


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in pixels; raises ApiError for anything else."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(_JPEG) and (size := _jpeg_size(data)) is not None:
        return size
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # a frame header
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
