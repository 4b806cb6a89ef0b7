"""What a teacher answered, wish by wish: written as it comes, put into order at the end."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from training.dataset import AdRecord
from training.manifest import write_lines

RAW, LEDGER = "raw.jsonl", "ledger.jsonl"


class Entry(BaseModel):
    """One answered wish: ``refused`` says why there is no record of it; the rest are the answer's tokens."""

    model_config = ConfigDict(frozen=True)

    id: str
    refused: str = ""
    read: int = 0
    written: int = 0


class Ledger:
    """Two files in ``folder``: records that were accepted, and a line on every answer.

    A record comes first, its line second: what a kill leaves without a line is asked for again.
    """

    def __init__(self, folder: Path) -> None:
        self._raw = folder / RAW
        self._lines = folder / LEDGER
        self._entries = {entry.id: entry for entry in map(Entry.model_validate_json, _whole(self._lines))}
        records = {json.loads(line)["id"]: line for line in _whole(self._raw)}
        self._records = {id_: line for id_, line in records.items() if id_ in self._entries}
        self._write(list(self._entries))

    def __contains__(self, id_: str) -> bool:
        return id_ in self._entries

    def add(self, entry: Entry, record: AdRecord | None) -> None:
        if record is not None:
            self._records[entry.id] = record.model_dump_json()
            _append(self._raw, self._records[entry.id])
        self._entries[entry.id] = entry
        _append(self._lines, entry.model_dump_json())

    def close(self, order: Sequence[str]) -> None:
        """Both files in the order of the wishes: answers come as they like."""
        self._write([id_ for id_ in order if id_ in self._entries])

    @property
    def accepted(self) -> int:
        return sum(not entry.refused for entry in self._entries.values())

    @property
    def refused(self) -> Counter[str]:
        return Counter(entry.refused for entry in self._entries.values() if entry.refused)

    @property
    def tokens(self) -> tuple[int, int]:
        """Read and written by the teacher."""
        entries = self._entries.values()
        return sum(entry.read for entry in entries), sum(entry.written for entry in entries)

    def _write(self, ids: Sequence[str]) -> None:
        write_lines(self._raw, [json.loads(self._records[id_]) for id_ in ids if id_ in self._records])
        write_lines(self._lines, [self._entries[id_].model_dump() for id_ in ids])


def _whole(path: Path) -> list[str]:
    """All lines but one that was torn when the run was killed."""
    if not path.exists():
        return []
    return [line for line in path.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
