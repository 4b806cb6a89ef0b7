"""Any table as a .csv for Excel in a Russian locale."""

import csv
import io
from collections.abc import Iterable, Sequence

from documents.exporting.csvfile import DELIMITER, ENCODING, guard


def to_table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Texts that a spreadsheet would run as a formula are guarded; numbers stay numbers."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=DELIMITER, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow(guard(cell) if isinstance(cell, str) else cell for cell in row)
    return table.getvalue().encode(ENCODING, errors="replace")
