"""What the administration may have asked for: the next message answers it."""

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message


class AdminAsking(StatesGroup):
    """``file``: a data file, whose name is in the data as ``file``. ``broadcast``: its text."""

    file = State()
    broadcast = State()


def no_command(message: Message) -> bool:
    """Commands are never an answer: /cancel must work."""
    return not (message.text or "").startswith("/")
