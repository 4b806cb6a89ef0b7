"""Set up .venv from the lock files and show how far it is. Only the standard library: it runs first of all.

python3 tools/install.py            what the bot needs
python3 tools/install.py --dev      and what the checks and tests need
python3 tools/install.py --training and what the training pipeline needs
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NINJA_STEP = re.compile(r"\[(\d+)/(\d+)\]")
ENGINE = "llama-cpp-python"
# The vision library is a quarter of the compilation, and a text bot never loads it.
CMAKE_ARGS = "-DLLAVA_BUILD=OFF"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also install what checks and tests need")
    parser.add_argument("--training", action="store_true", help="also install the training pipeline")
    options = parser.parse_args()
    kind = "-training" if options.training else "-dev" if options.dev else ""
    lock = ROOT / f"requirements{kind}.txt"
    if sys.version_info < (3, 11):  # noqa: UP036  # this file is what an older Python runs first
        return refuse(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    stamp = VENV / f".installed-{lock.stem}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    if not PYTHON.exists():
        say(f"Creating {VENV.name} with Python {sys.version.split()[0]}")
        venv.EnvBuilder(with_pip=True).create(VENV)
    code = install_engine(lock) or install_rest(lock)
    if code == 0:
        stamp.write_text(wanted)
    return code


def install_engine(lock: Path) -> int:
    """Compile llama.cpp unless the pinned version is in .venv; pip caches the wheel that it builds."""
    pin = next(line for line in lock.read_text().splitlines() if line.startswith(ENGINE))
    if installed_version() == pin.split("==")[1].split()[0]:
        return 0
    if not any(shutil.which(compiler) for compiler in ("c++", "g++", "clang++")):
        return refuse("A C++ compiler is needed to build llama.cpp: sudo apt-get install g++")
    say(f"Installing {pin}: llama.cpp compiles from source, 5-7 minutes on 2 cores, once.")
    environment = os.environ | {"CMAKE_ARGS": os.environ.get("CMAKE_ARGS", CMAKE_ARGS)}
    return run_pip(["-v", "--no-deps", pin], environment, "llama.cpp")


def install_rest(lock: Path) -> int:
    say(f"Installing the other packages of {lock.name}")
    return run_pip(["-r", str(lock)], dict(os.environ), "packages")


def installed_version() -> str | None:
    code = f"from importlib.metadata import version; print(version('{ENGINE}'))"
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None


def run_pip(arguments: list[str], environment: dict[str, str], title: str) -> int:
    """Run ``pip install`` with one moving line on a terminal; the whole output goes to a log."""
    log = VENV / f"install-{title}.log"
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    progress = Progress(title)
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in process.stdout or ():
            output.write(line)
            progress.see(line)
        code = process.wait()
    progress.close()
    if code != 0:
        tail = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-15:])
        sys.stderr.write(tail)
        return refuse(f"pip failed (exit {code}); the whole output is in {log}")
    return 0


class Progress:
    """A bar for ninja's ``[12/140]`` lines, a spinner-like last word for everything else."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._shown = -1
        self._live = sys.stdout.isatty()

    def see(self, line: str) -> None:
        if step := NINJA_STEP.search(line):
            self._bar(int(step[1]), int(step[2]))
        elif self._live and line.startswith(("Collecting ", "Downloading ", "Installing ", "Building ")):
            self._write(" ".join(line.split()[:2])[:60])

    def _bar(self, done: int, total: int) -> None:
        percent = 100 * done // total
        if percent == self._shown or (not self._live and percent - self._shown < 10):
            return
        self._shown = percent
        spent = time.monotonic() - self._started
        left = spent / done * (total - done)
        bar = "█" * (percent // 4) + "░" * (25 - percent // 4)
        self._write(f"{bar} {percent:3d} %  {spent:.0f} s, about {left:.0f} s left")

    def _write(self, text: str) -> None:
        if self._live:
            sys.stdout.write(f"\r\033[K  {self._title}: {text}")
        else:
            sys.stdout.write(f"  {self._title}: {text}\n")
        sys.stdout.flush()

    def close(self) -> None:
        spent = time.monotonic() - self._started
        self._write(f"done in {spent:.0f} s")
        if self._live:
            sys.stdout.write("\n")


def say(text: str) -> None:
    print(text, flush=True)


def refuse(reason: str) -> int:
    sys.stderr.write(reason + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
