"""Whether a model fits beside what is in memory: llama.cpp would try, and the kernel would end us for it."""

import re
from pathlib import Path

from inference.errors import ModelTooBig
from inference.hardware import memory_bytes

_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)
_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")
_INACTIVE = re.compile(r"^inactive_file (\d+)$", re.MULTILINE)
_OVERHEAD = 1.1  # compute buffers and the tokenizer, as a share of the weights
_MOST_KV = 512 * 1024 * 1024


def check_room(path: Path) -> None:
    """Raises ``ModelTooBig``. Weights are repacked at load, so they count though the file is mapped."""
    size = path.stat().st_size
    needed = round(_OVERHEAD * size) + min(size, _MOST_KV)
    available = available_bytes()
    if needed > available:
        raise ModelTooBig(path, needed, available)


def available_bytes() -> int:
    """What may still be taken without pushing others out, of the machine and of this container."""
    return min(_of_machine(), _of_container())


def _of_machine() -> int:
    found = _AVAILABLE.search(_MEMINFO.read_text()) if _MEMINFO.is_file() else None
    return int(found[1]) * 1024 if found else memory_bytes()


def _of_container() -> int:
    """Pages of files that nobody looks at count as free: the kernel drops them first."""
    limit, used, stat = (_CGROUP / name for name in ("memory.max", "memory.current", "memory.stat"))
    if not (limit.is_file() and used.is_file()) or limit.read_text().strip() == "max":
        return memory_bytes()
    inactive = _INACTIVE.search(stat.read_text()) if stat.is_file() else None
    return int(limit.read_text()) - int(used.read_text()) + (int(inactive[1]) if inactive else 0)
