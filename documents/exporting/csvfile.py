"""A table that opens with a double click in Excel of a Russian Windows."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from documents.exporting.rows import Column, ExportRow, ExportWords

DELIMITER: Final = ";"  # Excel takes the list separator of the locale; in Russian it is not the comma
ENCODING: Final = "utf-8-sig"  # without the mark Excel reads UTF-8 as cp1251
# Microsoft, "Excel specifications and limits": a longer cell spills over into the next ones.
CELL_LIMIT: Final = 32_767
_CUT: Final = "…"
# What makes a cell a formula (OWASP, "CSV injection"), the full-width forms included.
_FORMULA: Final = tuple("=+-@＝＋－＠")
_GUARD: Final = "'"


def to_csv(rows: Iterable[ExportRow], words: ExportWords) -> bytes:
    """Cells longer than Excel takes end in «…»; ``to_jsonl`` has them whole."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(guard(words.columns[column]) for column in Column)
    for row in rows:
        writer.writerow(guard(_cell(row, column, words)) for column in Column)
    return table.getvalue().encode(ENCODING, errors="replace")


def guard(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would run it; ``unguard`` takes it off."""
    dangerous = cell.startswith(("\t", "\r", _GUARD)) or cell.lstrip().startswith(_FORMULA)
    whole = f"{_GUARD}{cell}" if dangerous else cell
    return whole if len(whole) <= CELL_LIMIT else whole[: CELL_LIMIT - 1] + _CUT


def unguard(cell: str) -> str:
    return cell.removeprefix(_GUARD)


def _cell(row: ExportRow, column: Column, words: ExportWords) -> str:
    match column:
        case Column.CREATED:
            return row.created.strftime("%d.%m.%Y %H:%M")
        case Column.CHOSEN:
            return words.yes if row.chosen else words.no
        case Column.FAVOURITE:
            return words.yes if row.favourite else words.no
        case Column.RATING:
            return words.rating(row)
        case _:
            return str(getattr(row, column))
