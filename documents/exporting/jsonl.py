"""One JSON object a line: nothing is cut, everything can be read back."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from documents.exporting.rows import ExportRow


def to_jsonl(rows: Iterable[ExportRow]) -> bytes:
    """UTF-8, ``created`` in ISO 8601, ``fields`` as [label, value] pairs."""
    lines = (json.dumps(_object(row), ensure_ascii=False) + "\n" for row in rows)
    return "".join(lines).encode("utf-8", errors="replace")


def _object(row: ExportRow) -> dict[str, object]:
    return {**asdict(row), "created": row.created.isoformat()}
