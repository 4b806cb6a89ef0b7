"""A zip archive of a stranger: nothing is unpacked before its sizes were looked at."""

import io
import zlib
from collections.abc import Iterator
from typing import Final, Self
from zipfile import BadZipFile, ZipFile

from documents.errors import Bomb, BrokenFile, Encrypted
from documents.limits import ENTRY_LIMIT, UNPACKED_LIMIT, XML_LIMIT

_CHUNK: Final = 65_536
_ENCRYPTED: Final = 0x1  # bit 0 of the general purpose flag
# A part above _LARGE that shrinks this much is no text: deflate's own bound is about 1:1030.
_RATIO_LIMIT: Final = 300
_LARGE: Final = 8 * 1024 * 1024
# NotImplementedError: a compression that this Python doesn't know.
_BROKEN: Final = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, LookupError)


class Archive:
    """``kind`` names the file in errors."""

    def __init__(self, archive: ZipFile, kind: str) -> None:
        self._archive = archive
        self._kind = kind
        self.names = frozenset(archive.namelist())

    @classmethod
    def open(cls, content: bytes, kind: str) -> Self:
        """Raises ``BrokenFile``, ``Encrypted`` or ``Bomb``."""
        try:
            archive = ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise BrokenFile(kind) from None
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > UNPACKED_LIMIT or len(entries) > ENTRY_LIMIT:
            raise Bomb(unpacked, len(entries))
        return cls(archive, kind)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked part in pieces. ``BrokenFile`` where it is missing, damaged or other than declared."""
        try:
            entry = self._archive.getinfo(name)
        except KeyError:
            raise BrokenFile(self._kind) from None
        if entry.flag_bits & _ENCRYPTED:
            raise Encrypted(self._kind)
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > XML_LIMIT or (entry.file_size > _LARGE and ratio > _RATIO_LIMIT):
            raise Bomb(entry.file_size, len(self.names))
        try:
            # zipfile never gives more than the declared size, and checks the sum at the end of it.
            with self._archive.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except _BROKEN:
            raise BrokenFile(self._kind) from None


def names(content: bytes, kind: str) -> frozenset[str]:
    """The names of the entries."""
    return Archive.open(content, kind).names
