"""An announcement as everybody gets it, and its progress as its author follows it."""

from aiogram.types import InlineKeyboardMarkup

from desk.presenter import Outgoing
from handlers import texts
from handlers.admin.buttons import StopBroadcast
from handlers.keyboards import button
from storage.broadcasts import Broadcast, BroadcastState, Reach


class Announcements:
    """``desk.broadcaster.Announcer`` in Russian."""

    def message(self, broadcast: Broadcast) -> Outgoing:
        """As it was written: whoever wrote it has seen it like this."""
        return Outgoing(broadcast.text)

    def progress(self, broadcast: Broadcast, reach: Reach) -> Outgoing:
        text = texts.broadcast.progress(broadcast.state, reach)
        if broadcast.state is not BroadcastState.RUNNING:
            return Outgoing(text, html=True)
        stop = button(texts.broadcast.STOP, StopBroadcast(broadcast_id=broadcast.id), style="danger")
        return Outgoing(text, InlineKeyboardMarkup(inline_keyboard=[[stop]]), html=True)
