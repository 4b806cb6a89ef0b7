"""Texts as files to keep: Word, Excel and JSON lines."""

from documents.exporting.csvfile import to_csv
from documents.exporting.jsonl import to_jsonl
from documents.exporting.rows import Column, ExportRow, ExportWords
from documents.exporting.wordfile import to_docx

__all__ = ["Column", "ExportRow", "ExportWords", "to_csv", "to_docx", "to_jsonl"]
