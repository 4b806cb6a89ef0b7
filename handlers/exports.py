"""Rows of the history made into a file."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from copywriting.angles import angle
from copywriting.platforms import Platforms
from documents.exporting import ExportRow, to_csv, to_docx, to_jsonl
from handlers import texts
from handlers.export_buttons import Format
from handlers.moments import Moments
from handlers.presentation import Presentation
from storage import history
from storage.history import History, Scope
from storage.records import UserId

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 50  # megabytes; Telegram: sendDocument
WORD_LIMIT = 500  # texts; python-docx takes 10 ms a text, and nobody reads a longer document


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


class TooManyTexts(Exception):
    def __init__(self, texts: int) -> None:
        super().__init__(f"{texts} texts for a document")
        self.texts = texts


class TooLarge(Exception):
    """Telegram would not take the file."""


class Exports:
    def __init__(
        self, kept: History, presentation: Presentation, platforms: Platforms, moments: Moments
    ) -> None:
        self._history = kept
        self._presentation = presentation
        self._platforms = platforms
        self._moments = moments

    async def rows(self, user_id: UserId, scope: Scope, form: Format) -> list[ExportRow]:
        """What is to be in the file. Raises TooManyTexts."""
        rows = [self._row(one) async for one in self._history.export_rows(user_id, scope)]
        if form is Format.WORD and len(rows) > WORD_LIMIT:
            raise TooManyTexts(len(rows))
        return rows

    async def file(self, rows: Sequence[ExportRow], subject: str, form: Format) -> File:
        """May take seconds. Raises TooLarge."""
        content = await asyncio.to_thread(_written, rows, subject, form)
        if len(content) > UPLOAD_LIMIT * MEGABYTE:
            raise TooLarge
        return File(texts.export.file_name(subject, self._moments.now().date(), form), content)

    def _row(self, row: history.ExportRow) -> ExportRow:
        brief, variant = row.brief, row.variant
        platform = self._platforms.get(brief.platform)
        return ExportRow(
            brief_id=row.brief_id,
            created=self._moments.local(row.written_at),
            seed=brief.seed,
            task=brief.task,
            platform=platform.name if platform else brief.platform,
            tone=brief.tone,
            angle=angle(variant.angle).name,
            text=variant.text or "",
            version=variant.version,
            chosen=variant.chosen,
            favourite=variant.favourite,
            rating=None if variant.rating is None else int(variant.rating),
            fields=tuple((field.label, field.value) for field in self._presentation.fields(variant)),
        )


def _written(rows: Sequence[ExportRow], subject: str, form: Format) -> bytes:
    words = texts.export.words(subject)
    match form:
        case Format.WORD:
            return to_docx(rows, words)
        case Format.EXCEL:
            return to_csv(rows, words)
        case Format.JSON:
            return to_jsonl(rows)
