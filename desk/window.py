"""Sliding windows: how many calls fit into how many seconds."""

from collections import deque


class Window:
    """At most ``limit`` calls in any ``seconds``; ``kept`` places are not for calls of little weight."""

    def __init__(self, limit: int, seconds: float, *, kept: int = 0) -> None:
        self._limit = limit
        self._kept = kept
        self._seconds = seconds
        self._calls: deque[float] = deque()

    def wait(self, now: float, *, light: bool = False) -> float:
        """Seconds until one more call fits, one of little weight if ``light``; 0 if it fits now."""
        while self._calls and self._calls[0] <= now - self._seconds:
            self._calls.popleft()
        over = len(self._calls) - (self._limit - self._kept if light else self._limit)
        return 0.0 if over < 0 else self._calls[over] + self._seconds - now

    def take(self, now: float) -> None:
        self._calls.append(now)


class Windows:
    """Several windows that all must have room."""

    def __init__(self, *windows: Window) -> None:
        self._windows = windows

    def wait(self, now: float, *, light: bool = False) -> float:
        return max(window.wait(now, light=light) for window in self._windows)

    def take(self, now: float) -> None:
        for window in self._windows:
            window.take(now)
