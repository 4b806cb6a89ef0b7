"""What a job is served with."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Protocol

from copywriting.order import Order, Progress
from desk.clock import Clock
from desk.delivery import Delivery
from desk.limits import Limits
from desk.observer import Nobody, Observer
from storage.jobs import Jobs
from storage.variants import Variants


class Writer(Protocol):
    """What the desk needs of a Copywriter."""

    def write(self, order: Order) -> AsyncGenerator[Progress, None]: ...


@dataclass(frozen=True, slots=True)
class Tools:
    jobs: Jobs
    variants: Variants
    copywriter: Writer
    delivery: Delivery
    limits: Limits
    clock: Clock
    observer: Observer = field(default_factory=Nobody)
