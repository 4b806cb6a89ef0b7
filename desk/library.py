"""Data files that administrators replace while the bot runs."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from copywriting.errors import DataFileBroken
from copywriting.library import REPLACEABLE, Knowledge, proofread, revised
from copywriting.workshop import Workshop
from storage.audit import Action, Deed
from storage.files import Files, FileVersion
from storage.records import UserId

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """A file in use; without a ``version`` it is the program's own."""

    name: str
    version: FileVersion | None


class Library:
    """``data`` is the folder of the program's own files. What is uploaded is checked before it counts, and
    used by orders that begin afterwards."""

    def __init__(self, files: Files, data: Path, workshop: Workshop) -> None:
        self._files = files
        self._data = data
        self._workshop = workshop
        self._turn = asyncio.Lock()

    async def standing(self) -> tuple[Standing, ...]:
        return tuple([Standing(name, await self._files.standing(name)) for name in REPLACEABLE])

    async def content(self, name: str) -> bytes:
        """The file in use, as it is sent to whoever wants to change it."""
        version = await self._files.standing(name)
        if version is not None:
            return version.content.encode()
        return await asyncio.to_thread((self._data / name).read_bytes)

    async def versions(self, name: str) -> tuple[FileVersion, ...]:
        """Latest first."""
        return await self._files.versions(name)

    async def replace(self, name: str, text: str, actor_id: UserId) -> FileVersion:
        """Raises DataFileBroken with all that is wrong; then the old file stays."""
        async with self._turn:
            await asyncio.to_thread(proofread, name, text)
            knowledge = await self._with(name, text)
            size = len(text.encode())
            deed = Deed(actor_id, Action.FILE, subject=name, details={"bytes": size})
            version = await self._files.store(name, text, deed)
            self._workshop.knowledge = knowledge
        log.info("%s: version %s, %s bytes, is in use", name, version.id, size)
        return version

    async def restore(self, name: str, version_id: int, actor_id: UserId) -> FileVersion | None:
        """Put an earlier version in the place; ``None``: there is none. Raises DataFileBroken."""
        async with self._turn:
            wanted = next((one for one in await self.versions(name) if one.id == version_id), None)
            if wanted is None:
                return None
            knowledge = await self._with(name, wanted.content)
            deed = Deed(actor_id, Action.RESTORE, subject=name, details={"version": version_id})
            restored = await self._files.restore(version_id, deed)
            self._workshop.knowledge = knowledge
            return restored

    async def withdraw(self, name: str, actor_id: UserId) -> None:
        """Let the program's own file hold again. Raises DataFileBroken."""
        async with self._turn:
            knowledge = await self._with(name, None)
            deed = Deed(actor_id, Action.RESTORE, subject=name, details={"version": None})
            await self._files.withdraw(name, deed)
            self._workshop.knowledge = knowledge

    async def _with(self, name: str, text: str | None) -> Knowledge:
        replaced = {
            one.name: one.version.content
            for one in await self.standing()
            if one.version is not None and one.name != name
        }
        if text is not None:
            replaced[name] = text
        return await asyncio.to_thread(revised, self._workshop.knowledge, self._data, replaced)


async def stored_knowledge(knowledge: Knowledge, files: Files, data: Path) -> Knowledge:
    """What came with the program, with the uploaded files in place. One that has stopped making sense, say
    after an update of the program, is left out."""
    replaced: Mapping[str, str] = {}
    for name in REPLACEABLE:
        version = await files.standing(name)
        if version is None:
            continue
        attempt = {**replaced, name: version.content}
        try:
            knowledge = await asyncio.to_thread(revised, knowledge, data, attempt)
            replaced = attempt
        except DataFileBroken as error:
            log.warning("the uploaded %s is left out: %s", name, error)
    return knowledge
