"""How fast the machine has been lately: the base of every ETA."""

from inference.contract import Speed
from inference.jobs import Step

MEMORY = 0.9  # weight of the past at each measurement
READING = 16  # a step with at least so many rows measures reading, not writing


class Speedometer:
    """Written by the worker thread, read by anyone: each value is replaced as a whole."""

    def __init__(self) -> None:
        self._reading: float | None = None
        self._writing: float | None = None

    def measure(self, step: Step, seconds: float) -> None:
        rows = sum(part.count for part in step.parts)
        if seconds <= 0:
            return
        if rows >= READING and step.readers:
            self._reading = _moved(self._reading, rows / seconds)
        elif not step.readers:
            self._writing = _moved(self._writing, rows / seconds)

    def speed(self, running: int, waiting: int) -> Speed:
        return Speed(self._reading, self._writing, running, waiting)


def _moved(old: float | None, new: float) -> float:
    return new if old is None else MEMORY * old + (1 - MEMORY) * new
