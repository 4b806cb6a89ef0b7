"""Finds Qwen2's vocabulary: it is in llama-cpp-python's source distribution, which pip can get."""

import logging
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

MEMBER = "vendor/llama.cpp/models/ggml-vocab-qwen2.gguf"

logger = logging.getLogger(__name__)


class VocabularyError(LookupError):
    """The vocabulary is neither cached nor to be had through pip."""


def qwen2_vocabulary(cache: Path) -> Path:
    """The GGUF with Qwen2's 151,936 tokens, downloaded once into ``cache`` (76 MB, of which 6 MB stay)."""
    path = cache / "ggml-vocab-qwen2.gguf"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _extract(_source_distribution(cache / "sdist"), path)
        shutil.rmtree(cache / "sdist", ignore_errors=True)
    return path


def _source_distribution(folder: Path) -> Path:
    requirement = f"llama-cpp-python=={version('llama-cpp-python')}"
    logger.info("downloading the source distribution of %s", requirement)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", "llama-cpp-python", "--dest", str(folder), requirement]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    archives = sorted(folder.glob("llama_cpp_python-*.tar.gz"))
    if done.returncode or not archives:
        reason = done.stderr.strip().splitlines()[-1:] or ["no source distribution"]
        raise VocabularyError(f"{requirement}: {reason[0]}; give any local Qwen2 GGUF by --vocab")
    return archives[0]


def _extract(archive: Path, path: Path) -> None:
    with tarfile.open(archive) as tar:
        member = next((member for member in tar if member.name.endswith(MEMBER)), None)
        source = tar.extractfile(member) if member else None
        if source is None:
            raise VocabularyError(f"{archive.name} holds no {MEMBER}; give any local Qwen2 GGUF by --vocab")
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as target:
            shutil.copyfileobj(source, target)
        unfinished.replace(path)
