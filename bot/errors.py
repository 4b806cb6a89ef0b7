"""Why the bot does not start."""


class CannotStart(Exception):  # named for what happened
    """The message is one line for stderr: what is wrong, and what to do about it."""
