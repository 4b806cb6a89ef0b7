"""What the bot works with."""

from dataclasses import dataclass, field
from pathlib import Path

from aiogram import Bot

from bot.monitor import Monitor
from copywriting.library import Knowledge as Knowledge
from desk.clock import Clock
from desk.models import Models
from inference.contract import Engine
from storage.database import Database

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Means:
    """Opened by the caller, closed by the caller."""

    bot: Bot
    database: Database
    models: Models
    knowledge: Knowledge
    clock: Clock
    monitor: Monitor = field(default_factory=Monitor)

    @property
    def engine(self) -> Engine:
        """The one in use: another one after a switch."""
        return self.models.switch
