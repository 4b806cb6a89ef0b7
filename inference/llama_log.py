"""llama.cpp's own log, made Python's: silent on stderr, its errors kept for one-line reasons."""

import ctypes
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import llama_cpp

logger = logging.getLogger(__name__)

ERROR = 4  # enum ggml_log_level


class LlamaLog:
    """The process's one log callback. llama.cpp keeps the pointer, so this object must never be collected."""

    def __init__(self) -> None:
        self._errors: dict[int, list[str]] = {}
        self._callback = llama_cpp.llama_log_callback(self._hear)
        llama_cpp.llama_log_set(self._callback, ctypes.c_void_p(0))

    def _hear(self, level: int, text: bytes, _: object) -> None:
        line = text.decode("utf-8", "replace").strip()
        if level >= ERROR and line and (heard := self._errors.get(threading.get_ident())) is not None:
            heard.append(line)
        if line and logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s", line)

    @contextmanager
    def errors(self) -> Iterator[list[str]]:
        """Collect what llama.cpp calls an error in this thread, oldest first."""
        mine = threading.get_ident()
        heard: list[str] = []
        self._errors[mine] = heard
        try:
            yield heard
        finally:
            del self._errors[mine]


@cache
def llama_log() -> LlamaLog:
    """The log of this process; the first call takes llama.cpp's stderr output over."""
    llama_cpp.llama_backend_init()
    return LlamaLog()
