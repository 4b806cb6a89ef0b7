"""What this machine has: memory that may be used, and whether llama.cpp was built for its graphics card."""

import os
from pathlib import Path

import llama_cpp

from inference.catalogue import Hardware

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes() -> int:
    """Physical memory, or a container's limit if that is less."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = CGROUP_LIMIT.read_text().strip() if CGROUP_LIMIT.is_file() else "max"
    return physical if limit == "max" else min(physical, int(limit))


def hardware() -> Hardware:
    """``gpu`` when this build of llama.cpp can offload to one."""
    return "gpu" if llama_cpp.llama_supports_gpu_offload() else "cpu"
