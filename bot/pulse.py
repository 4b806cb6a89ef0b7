"""The question that a container asks itself; only the standard library, because it is asked every 30 s.

python -m bot.pulse      # exit code 0: /healthz on HEALTH_PORT says that the bot is alive
"""

import os
import sys
import urllib.request

HOST = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # where a listener hears loopback, too
ANSWER_SECONDS = 4


def ask(host: str, port: str) -> int:
    """0: alive. An HTTP error such as 503 is an ``OSError``, too."""
    try:
        url = f"http://{HOST if host in EVERYWHERE else host}:{int(port)}/healthz"
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:  # always http
            return 0 if answer.status == 200 else 1
    except (OSError, ValueError):
        return 1


if __name__ == "__main__":
    sys.exit(ask(os.environ.get("HEALTH_HOST", ""), os.environ.get("HEALTH_PORT", "")))
