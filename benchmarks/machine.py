"""On what it was measured: a number without its machine is no number."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import llama_cpp

from inference.hardware import memory_bytes

PACKAGES = ("llama-cpp-python", "openai", "numpy")
FEATURES = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm")


def facts() -> tuple[tuple[str, str], ...]:
    """Label and value of everything that a reader needs to compare."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        ("Processor", f"{_processor()}, {os.cpu_count()} logical cores"),
        ("Instructions", ", ".join(_features()) or "unknown"),
        ("Memory", f"{memory_bytes() / 1e9:.0f} GB"),
        (
            "Load before",
            f"{os.getloadavg()[0]:.1f} (a number above 0.5 means that others were computing, too)",
        ),
        ("System", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("Packages", packages),
        ("llama.cpp", llama_cpp.llama_print_system_info().decode().strip()),
        ("Commit", _commit()),
    )


def _processor() -> str:
    lines = _cpuinfo("model name")
    return lines[0] if lines else platform.processor() or platform.machine()


def _features() -> list[str]:
    flags = " ".join(_cpuinfo("flags")[:1] + _cpuinfo("Features")[:1]).split()
    return [feature for feature in FEATURES if feature in flags]


def _cpuinfo(key: str) -> list[str]:
    path = Path("/proc/cpuinfo")
    text = path.read_text() if path.is_file() else ""
    pairs = (line.partition(":") for line in text.splitlines())
    return [value.strip() for label, _, value in pairs if label.strip() == key]


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
