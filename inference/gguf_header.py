"""What a GGUF file says of itself, read without loading it and without llama.cpp.

Format: magic, version, counts, key-value pairs, tensor descriptions; the specification is ggml's
docs/gguf.md.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inference.errors import ModelBroken, ModelMissing

Scalar = int | float | bool | str

SCALARS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
STRING = 8
ARRAY = 9
LONGEST_STRING = 64 * 1024 * 1024  # bytes: a longer one is a broken length, not a value
MOST_ENTRIES = 16 * 1024 * 1024


class NotGGUF(ValueError):
    """The file is no GGUF, or ends inside its own header."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Name, shape (fastest dimension first, as ggml counts) and ggml type number of one tensor."""

    name: str
    shape: tuple[int, ...]
    kind: int


@dataclass(frozen=True, slots=True)
class Header:
    """Scalar metadata and tensors; ``arrays`` has only the lengths of the array values."""

    values: Mapping[str, Scalar]
    arrays: Mapping[str, int]
    tensors: tuple[Tensor, ...]

    def text(self, key: str) -> str:
        """The value as text, ``""`` when the key is absent."""
        return str(self.values.get(key, ""))

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")


class _Reader:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def take(self, count: int) -> bytes:
        taken = self._file.read(count)
        if len(taken) < count:
            raise NotGGUF("ends inside its header")
        return taken

    def number(self, layout: str) -> int:
        return int(struct.unpack(layout, self.take(struct.calcsize(layout)))[0])

    def count(self, most: int) -> int:
        value = self.number("<Q")
        if value > most:
            raise NotGGUF(f"its header claims an impossible size ({value})")
        return value

    def string(self) -> str:
        return self.take(self.count(LONGEST_STRING)).decode("utf-8", "replace")

    def scalar(self, kind: int) -> Scalar:
        if kind == STRING:
            return self.string()
        layout = SCALARS.get(kind)
        if layout is None:
            raise NotGGUF(f"unknown value type {kind}")
        value: Scalar = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def skip_array(self) -> int:
        kind, length = self.number("<I"), self.count(MOST_ENTRIES)
        if kind in SCALARS:
            self.take(struct.calcsize(SCALARS[kind]) * length)
        else:
            for _ in range(length):
                self.skip_array() if kind == ARRAY else self.take(self.count(LONGEST_STRING))
        return length

    def tensor(self) -> Tensor:
        name = self.string()
        shape = tuple(self.count(2**48) for _ in range(self.number("<I")))
        kind, _ = self.number("<I"), self.number("<Q")
        return Tensor(name, shape, kind)


def read_header(path: Path) -> Header:
    """Raises ``NotGGUF`` with a one-line reason, or ``OSError``."""
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise NotGGUF("not a GGUF file")
        reader = _Reader(file)
        if (version := reader.number("<I")) not in (2, 3):
            raise NotGGUF(f"GGUF version {version} is not supported")
        tensors, pairs = reader.count(MOST_ENTRIES), reader.count(MOST_ENTRIES)
        values: dict[str, Scalar] = {}
        arrays: dict[str, int] = {}
        for _ in range(pairs):
            key, kind = reader.string(), reader.number("<I")
            if kind == ARRAY:
                arrays[key] = reader.skip_array()
            else:
                values[key] = reader.scalar(kind)
        return Header(values, arrays, tuple(reader.tensor() for _ in range(tensors)))


def header_of(path: Path) -> Header:
    """``read_header`` for a file that is to be a model. Raises ``ModelMissing`` or ``ModelBroken``."""
    if not path.is_file():
        raise ModelMissing(path, "is a directory" if path.is_dir() else "no such file")
    try:
        return read_header(path)
    except (NotGGUF, OSError) as error:
        raise ModelBroken(path, str(error)) from error
