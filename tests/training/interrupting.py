"""Ctrl-C at a known moment of a step: a real signal, sent when the step reports what it has just done."""

import logging
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from training.errors import Interrupted


class InterruptAt(logging.Handler):
    """Sends SIGINT to this process at the first line of the log that ``pattern`` matches."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._pattern = re.compile(pattern)
        self._sent = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._sent and self._pattern.search(record.getMessage()):
            self._sent = True
            os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def interrupted_at(pattern: str) -> Iterator[None]:
    """The block must end because it was interrupted, gracefully or at once."""
    logger, handler = logging.getLogger("training"), InterruptAt(pattern)
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        with pytest.raises((Interrupted, KeyboardInterrupt)):
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
