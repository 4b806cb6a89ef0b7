"""CPU code of a portable build: a library per instruction set, of which the best for this machine is loaded.

The container is built that way (``GGML_BACKEND_DL``, ``GGML_CPU_ALL_VARIANTS``); llama-cpp-python 0.3.36 puts
those libraries into ``bin`` beside its package and never loads them.
"""

import ctypes
from pathlib import Path

import llama_cpp


def load_backends() -> None:
    """Does nothing where the CPU code is linked in, as in a build made on the machine it runs on."""
    package = Path(llama_cpp.__file__).parent
    # Wheels hold a copy instead of each symbolic link: only the one that libllama asked for has its registry.
    library = package / "lib" / "libggml.so.0"
    if not library.is_file():  # another system or layout: llama.cpp itself says if something is missing
        return
    ggml = ctypes.CDLL(str(library))
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    if ggml.ggml_backend_dev_count() == 0:
        ggml.ggml_backend_load_all_from_path(str(package.parent / "bin").encode())
