"""What the desk shows while a job is written and when it is done: ``desk.presenter.Presenter`` in Russian."""

from aiogram.types import InlineKeyboardMarkup

from copywriting.angles import angle
from copywriting.formats import FieldText, parse
from copywriting.platforms import Platforms
from desk.parts import MESSAGE_LIMIT, utf16
from desk.presenter import Growth, Outgoing, Place, Slot, Stage
from handlers import texts, variant_buttons
from handlers.errors import sentence
from storage.records import Job, JobId, Variant

HEADING = 60  # units kept free for the heading of each variant in the live view


class Presentation:
    def __init__(self, platforms: Platforms) -> None:
        self._platforms = platforms

    def queued(self, job: Job, place: Place) -> Outgoing:
        return Outgoing(texts.writing.queued(place.ahead, place.eta_seconds), self.stop_keyboard(job.id))

    def started(self, job: Job, *, total: int) -> Outgoing:
        return Outgoing(texts.writing.writing(total), self.stop_keyboard(job.id))

    def progress(self, growth: Growth) -> str:
        if growth.reading is not None:
            return texts.writing.reading(growth.reading.evaluated, growth.reading.total)
        written = sum(slot.stage in (Stage.WRITTEN, Stage.DELIVERED) for slot in growth.slots)
        shown = [slot for slot in growth.slots if slot.text and slot.stage is not Stage.DELIVERED]
        room = MESSAGE_LIMIT // max(1, len(shown)) - HEADING
        return "\n\n".join(
            [texts.writing.growing(written, len(growth.slots)), *(_growing(slot, room) for slot in shown)]
        )

    def stop_keyboard(self, job_id: JobId) -> InlineKeyboardMarkup:
        return variant_buttons.stop(job_id)

    def variant(self, variant: Variant, *, last: bool) -> Outgoing:
        """The ad and nothing else; a structured one as a line a field, each to be copied by its button."""
        fields = self.fields(variant)
        text = _lines(fields, self._sizes(variant, fields)) if fields else variant.text or ""
        return Outgoing(text, variant_buttons.variant(variant, fields, last=last))

    def fields(self, variant: Variant) -> tuple[FieldText, ...]:
        """Of a structured ad; none where the ad is one text, or says something outside its fields."""
        platform = self._platforms.get(variant.platform)
        if platform is None or not platform.structured or variant.text is None:
            return ()
        parsed = parse(variant.text, platform)
        return () if parsed.stray else parsed.items

    def stopped(self, job: Job, *, written: int, total: int) -> Outgoing:
        return Outgoing(texts.writing.stopped(written, total), self._after(job, written))

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        reason = sentence(error) or texts.writing.FAILED
        kept = f"\n{texts.writing.kept(written, total)}" if written else ""
        return Outgoing(f"{reason}{kept}", self._after(job, written))

    def expired(self, job: Job, *, written: int, total: int) -> Outgoing:
        kept = f"\n{texts.writing.kept(written, total)}" if written else ""
        return Outgoing(f"{texts.writing.EXPIRED}{kept}", self._after(job, written))

    def _after(self, job: Job, written: int) -> InlineKeyboardMarkup:
        if written:
            return variant_buttons.what_next(job.brief_id, job.id)
        return variant_buttons.only_brief(job.brief_id)

    def _sizes(self, variant: Variant, fields: tuple[FieldText, ...]) -> list[int]:
        platform = self._platforms[variant.platform]
        return [platform.size(field.value) for field in fields]


def _lines(fields: tuple[FieldText, ...], sizes: list[int]) -> str:
    """Labelled fields are lines with their counts; the free text after them stands as it is."""
    lines = [
        texts.variant.field_line(field.label, field.value, size, field.field.max)
        if field.field.line
        else f"\n{field.value}"
        for field, size in zip(fields, sizes, strict=True)
    ]
    return "\n".join(lines).strip("\n")


def _growing(slot: Slot, room: int) -> str:
    """A variant in the live view; of a long one its end, for that is where it grows."""
    text = slot.text
    while utf16(text) > room:
        text = text[utf16(text) - room + 1 :]
    text = text if text == slot.text else f"…{text}"
    return f"{texts.writing.growing_label(slot.position + 1, angle(slot.angle).name)}\n{text}"
