"""How many threads a model should compute with on this machine."""

import math
import os
from pathlib import Path

CPUS = Path("/sys/devices/system/cpu")
SMALL_MODEL = 64 << 20  # bytes of weights
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def threads_for(weights: int) -> int:
    """Threads for a model of ``weights`` bytes.

    A step of a small model is over before a second thread is worth its barriers: with two, the bundled one
    is 1.2 times as fast on an idle machine, and 10 to 50 times as slow where other programs compete.
    """
    return 1 if weights < SMALL_MODEL else physical_cores()


def physical_cores() -> int:
    """Cores this process may use, hyper-threads counted once and a container's quota respected.

    ggml's threads wait for each other after every operation, so one thread too many slows all of them down.
    """
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = {_siblings(cpu) for cpu in allowed}
    return max(1, min(len(cores), _quota()))


def _siblings(cpu: int) -> str:
    file = CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list"
    return file.read_text() if file.is_file() else str(cpu)


def _quota() -> int:
    if not QUOTA.is_file():
        return os.cpu_count() or 1
    limit, period = QUOTA.read_text().split()
    return os.cpu_count() or 1 if limit == "max" else math.ceil(int(limit) / int(period))
