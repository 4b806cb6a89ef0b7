"""How much of a file is read, and at what cost."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024

FILE_LIMIT: Final = 20 * MEGABYTE  # Telegram: getFile for bots
PAGE_LIMIT: Final = 300
TEXT_LIMIT: Final = 1_000_000  # characters; about 500 pages, and far above any model's context

# A .docx of text and tables unpacks to some ten times its size; pictures hardly grow.
UNPACKED_LIMIT: Final = 400 * MEGABYTE
XML_LIMIT: Final = 64 * MEGABYTE  # of one part of a document that is parsed
ENTRY_LIMIT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one file may cost the machine: ``seconds`` of CPU time, ``megabytes`` of address
    space of the reading process."""

    seconds: int = 30
    megabytes: int = 1024
