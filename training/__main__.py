"""``python -m training STEP …``: steps read and write files, and go on where they were interrupted."""

import logging
import sys
from collections.abc import Sequence

from training.commands import parse
from training.errors import Interrupted, TrainingError

log = logging.getLogger(__name__)
INTERRUPTED = 130  # as a shell reports SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step and return its exit status."""
    options = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        options.step(options)
    except Interrupted as interrupted:
        log.warning("interrupted: %s", interrupted)
        return INTERRUPTED
    except KeyboardInterrupt:  # in a step that writes all of its output at its end
        log.warning("interrupted: start it again")
        return INTERRUPTED
    except TrainingError as error:
        log.error("%s", error)  # noqa: TRY400 - the sentence is for a person, the place in the code is not
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
