"""Why the bot does not start, or ends."""


class CannotStart(Exception):  # named for what happened
    """The message is one line for stderr: what is wrong, and what to do about it."""


class CannotGoOn(Exception):  # named for what happened
    """The same for a bot that was up. ``code`` is the exit code: 2 if a new start is of no use by itself."""

    def __init__(self, message: str, *, code: int = 2) -> None:
        super().__init__(message)
        self.code = code
