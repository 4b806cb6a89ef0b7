"""All checks behind the two methods that the copywriter calls from its threads."""

import threading
from collections.abc import Sequence

from copywriting.brief import Brief
from copywriting.checks.checker import Checker
from copywriting.platforms import Platform
from copywriting.report import Report


class OneAtATime:
    """The checker remembers what it has read, so only one thread at a time may use it."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._lock = threading.Lock()

    def check(self, text: str, *, brief: Brief, platform: Platform) -> Report:
        with self._lock:
            return self._checker.check(text, brief=brief, platform=platform)

    def likeness(self, text: str, others: Sequence[str]) -> float:
        with self._lock:
            return max((self._checker.likeness(text, other) for other in others), default=0.0)
