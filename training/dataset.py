"""The dataset's records: a brief in one or more wordings and its ads."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class AdRecord(BaseModel):
    """One brief and its ads; ``facts`` stand verbatim in every ad.

    Text is NFC: llama.cpp never normalises, so a decomposed «й» would be other tokens than a composed one.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    product: str
    platform: str
    task: str
    tone: str
    audience: str
    seed: str
    facts: tuple[str, ...] = ()
    variants: tuple[str, ...] = Field(min_length=1)
    seeds: tuple[str, ...] = ()

    @field_validator("product", "task", "tone", "audience", "seed", mode="after")
    @classmethod
    def _compose(cls, text: str) -> str:
        return unicodedata.normalize("NFC", text)

    @field_validator("facts", "variants", "seeds", mode="after")
    @classmethod
    def _compose_all(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(unicodedata.normalize("NFC", text) for text in texts)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The brief as different colleagues put it, each once."""
        return tuple(dict.fromkeys((self.seed, *self.seeds)))


def read_records(path: Path) -> tuple[AdRecord, ...]:
    """Read a JSONL file; raises ``pydantic.ValidationError`` at the first line that is not a record."""
    return tuple(iterate_records(path))


def iterate_records(path: Path) -> Iterator[AdRecord]:
    """The same without holding them all."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield AdRecord.model_validate_json(line)


def write_records(path: Path, records: Iterable[AdRecord]) -> None:
    """Write JSONL, one record a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(record.model_dump_json(exclude_defaults=True) + "\n" for record in records)
