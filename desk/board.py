"""What is known of a job while it is being written."""

from collections.abc import Iterable
from dataclasses import replace

from copywriting.order import Growing, Progress, Reading, Written
from desk.presenter import Growth, Slot, Stage
from storage.records import Delivery, Job, Variant


class Board:
    """Follows the Copywriter's progress and the deliveries; ``growth()`` is the picture of it."""

    def __init__(self, job: Job, variants: Iterable[Variant]) -> None:
        self._job = job
        self._reading: Reading | None = None
        self._slots = {one.position: _slot(one) for one in variants}

    @property
    def written(self) -> int:
        """How many variants have their final text."""
        return sum(slot.stage in {Stage.WRITTEN, Stage.DELIVERED} for slot in self._slots.values())

    @property
    def total(self) -> int:
        return len(self._slots)

    def see(self, progress: Progress) -> None:
        match progress:
            case Reading():
                self._reading = progress
            case Growing(position=position, text=text):
                self._reading = None
                self._slots[position] = replace(self._slots[position], text=text, stage=Stage.GROWING)
            case Written(position=position, text=text, angle=angle):
                self._reading = None
                self._slots[position] = Slot(position, angle, text, Stage.WRITTEN)

    def delivered(self, position: int) -> None:
        self._slots[position] = replace(self._slots[position], stage=Stage.DELIVERED)

    def growth(self) -> Growth:
        return Growth(
            self._job, tuple(self._slots[position] for position in sorted(self._slots)), self._reading
        )


def _slot(variant: Variant) -> Slot:
    match variant.delivery:
        case Delivery.PLANNED:
            stage = Stage.WAITING
        case Delivery.STORED | Delivery.SENDING:
            stage = Stage.WRITTEN
        case Delivery.SENT | Delivery.UNDELIVERABLE:
            stage = Stage.DELIVERED
    return Slot(variant.position, variant.angle, variant.text or "", stage)
