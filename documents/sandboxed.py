"""``python -m documents.sandboxed SECONDS MEGABYTES``: the other side of ``documents.safely``.

In: the file's name as JSON on one line, then its bytes. Out: one JSON object, the text or the error.
"""

import json
import sys
from typing import Any, Final

from documents.errors import BrokenFile, DocumentError, TooGreedy, as_json
from documents.limits import MEGABYTE, Cost

_OPEN_FILES: Final = 64  # modules are still to be imported


def confine(cost: Cost) -> None:
    """Takes from this process what reading a file doesn't need. A limit that the system doesn't know is left
    out: Windows has none of them, macOS no limit of the address space."""
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_AS: cost.megabytes * MEGABYTE,
        resource.RLIMIT_CPU: cost.seconds,
        resource.RLIMIT_FSIZE: 0,  # no file can be written
        resource.RLIMIT_CORE: 0,  # no text in a core dump
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_NPROC: 0,  # no further process or thread (root is exempt)
    }
    for which, limit in limits.items():
        try:
            # The soft limit of CPU time ends the process by SIGXCPU, which tells why; the hard one kills.
            resource.setrlimit(which, (limit, limit + (which == resource.RLIMIT_CPU)))
        except (ValueError, OSError):
            continue


def answer(name: str, content: bytes, cost: Cost) -> dict[str, Any]:
    try:
        from documents.reading import read_seed  # the parsers are loaded behind the limits

        seed = read_seed(name, content)
    except DocumentError as error:
        return as_json(error)
    except MemoryError:
        return as_json(TooGreedy(cost.megabytes))
    except RecursionError:
        return as_json(BrokenFile(""))
    notes = [(note.kind, note.number, note.word) for note in seed.notes]
    return {"text": seed.text, "kind": seed.kind, "pages": seed.pages, "notes": notes}


def main(arguments: list[str]) -> int:
    cost = Cost(*map(int, arguments))
    confine(cost)
    name: str = json.loads(sys.stdin.buffer.readline())
    json.dump(answer(name, sys.stdin.buffer.read(), cost), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
