"""How fast texts came lately, counted over the time in which any was coming."""

from collections import deque
from collections.abc import Callable

from inference.contract import Speed

WINDOW = 32  # finished variants


class Pace:
    """Call ``start``/``stop`` around each stream; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._running = 0
        self._busy = 0.0
        self._since = 0.0
        self._tokens = 0
        self._marks: deque[tuple[float, int]] = deque([(0.0, 0)], maxlen=WINDOW)

    def start(self) -> None:
        self._settle()
        self._running += 1

    def stop(self, tokens: int) -> None:
        self._settle()
        self._running -= 1
        self._tokens += tokens
        self._marks.append((self._busy, self._tokens))

    def speed(self, waiting: int) -> Speed:
        (before, written), (now, total) = self._marks[0], self._marks[-1]
        rate = (total - written) / (now - before) if now > before else None
        return Speed(tokens_per_second=rate, running=self._running, waiting=waiting)

    def _settle(self) -> None:
        now = self._clock()
        if self._running:
            self._busy += now - self._since
        self._since = now
