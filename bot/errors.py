"""Why the bot does not start, or ends."""

LATER = 75  # EX_TEMPFAIL of sysexits.h; never the code of a crash, which is 1


class Ending(Exception):  # named for what happened
    """The message is one line for stderr: what is wrong, and what to do about it.

    ``code`` is the exit code: 2 if a new start is of no use by itself, 1 if it may do better, and ``LATER``
    if it will when Telegram can be reached again.
    """

    def __init__(self, message: str, *, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


class CannotStart(Ending):
    pass


class CannotGoOn(Ending):
    """The same for a bot that was up."""
