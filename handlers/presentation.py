"""What the desk shows while a job is written and when it is done: ``desk.presenter.Presenter`` in Russian."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from copywriting.angles import angle
from copywriting.formats import FieldText, parse
from copywriting.granted import is_granted
from copywriting.platforms import Platforms
from desk.parts import MESSAGE_LIMIT, utf16
from desk.presenter import Growth, Outgoing, Place, Slot, Stage
from handlers import texts, variant_buttons
from handlers.errors import sentence
from handlers.variant_buttons import Spot
from storage.records import Job, JobId, Variant

HEADING = 60  # units kept free for the heading of each variant in the live view


class Presentation:
    def __init__(self, platforms: Platforms) -> None:
        self._platforms = platforms

    def queued(self, job: Job, place: Place) -> Outgoing:
        start = None if job.refinement is None else texts.refine.QUEUED
        return Outgoing(
            texts.writing.queued(place.ahead, place.eta_seconds, start), self.stop_keyboard(job.id)
        )

    def started(self, job: Job, *, total: int) -> Outgoing:
        text = texts.refine.writing(job.refinement) if job.refinement else texts.writing.writing(total)
        return Outgoing(text, self.stop_keyboard(job.id))

    def progress(self, growth: Growth) -> str:
        if growth.reading is not None:
            return texts.writing.reading(growth.reading.evaluated, growth.reading.total)
        written = sum(slot.stage in (Stage.WRITTEN, Stage.DELIVERED) for slot in growth.slots)
        shown = [slot for slot in growth.slots if slot.text and slot.stage is not Stage.DELIVERED]
        room = MESSAGE_LIMIT // max(1, len(shown)) - HEADING
        if growth.job.refinement is not None:
            tails = (_tail(slot.text, room) for slot in shown)
            return "\n\n".join([texts.refine.growing(growth.job.refinement), *tails])
        return "\n\n".join(
            [texts.writing.growing(written, len(growth.slots)), *(_growing(slot, room) for slot in shown)]
        )

    def stop_keyboard(self, job_id: JobId) -> InlineKeyboardMarkup:
        return variant_buttons.stop(job_id)

    def variant(self, variant: Variant, *, last: bool) -> Outgoing:
        """A variant in a message of its own, as it is delivered."""
        return self.standing(variant, Spot(variant, variant.job_id, last=last))

    def standing(self, variant: Variant, spot: Spot) -> Outgoing:
        """The ad and nothing else; a structured one as a line a field, each to be copied by its button."""
        fields = self.fields(variant)
        text = _lines(fields, self._sizes(variant, fields)) if fields else variant.text or ""
        return Outgoing(text, variant_buttons.variant(variant, fields, spot))

    def folded(self, variant: Variant) -> Outgoing:
        fields = self.fields(variant)
        text = fields[0].value if fields else variant.text or ""
        line = texts.variant.folded(
            variant.original_number, variant.version, text, favourite=variant.favourite
        )
        return Outgoing(line, variant_buttons.folded(variant))

    def fields(self, variant: Variant) -> tuple[FieldText, ...]:
        """Of a structured ad; none where the ad is one text, or says something outside its fields."""
        platform = self._platforms.get(variant.platform)
        if platform is None or not platform.structured or variant.text is None:
            return ()
        parsed = parse(variant.text, platform)
        return () if parsed.stray else parsed.items

    def finished(self, job: Job, variants: Sequence[Variant]) -> Outgoing | None:
        """A wish that was not granted is told of, for the text alone doesn't."""
        platform = self._platforms.get(job.brief.platform)
        text = variants[0].text if variants else None
        if job.refinement is None or text is None or platform is None:
            return None
        if is_granted(job.refinement, text, platform):
            return None
        before, after = platform.size(job.refinement.parent), platform.size(text)
        words = texts.refine.not_granted(job.refinement.change, before, after)
        return Outgoing(words, variant_buttons.hide())

    def stopped(self, job: Job, *, written: int, total: int) -> Outgoing:
        text = texts.refine.STOPPED if job.refinement else texts.writing.stopped(written, total)
        return Outgoing(text, self._after(job, written))

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        failed = texts.refine.FAILED if job.refinement else texts.writing.FAILED
        reason = sentence(error) or failed
        return Outgoing(
            f"{failed if reason == texts.writing.FAILED else reason}{_kept(written, total)}",
            self._after(job, written),
        )

    def expired(self, job: Job, *, written: int, total: int) -> Outgoing:
        reason = texts.refine.EXPIRED if job.refinement else texts.writing.EXPIRED
        return Outgoing(f"{reason}{_kept(written, total)}", self._after(job, written))

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


def _kept(written: int, total: int) -> str:
    return f"\n{texts.writing.kept(written, total)}" if written else ""


def _growing(slot: Slot, room: int) -> str:
    label = texts.writing.growing_label(slot.position + 1, angle(slot.angle).name)
    return f"{label}\n{_tail(slot.text, room)}"


def _tail(text: str, room: int) -> str:
    """A text in the live view; of a long one its end, for that is where it grows."""
    whole = text
    while utf16(text) > room:
        text = text[utf16(text) - room + 1 :]
    return text if text == whole else f"…{text}"
