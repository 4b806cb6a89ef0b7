"""Announcements to everybody."""

from typing import Final

from handlers.texts.words import plural
from storage.broadcasts import BroadcastState, Reach

ASK: Final = (
    "Пришлите текст рассылки одним сообщением. Его получат все сотрудники и администраторы, кроме вас. "
    "Передумали — /cancel"
)
ONLY_TEXT: Final = "Рассылка — это один текст. Пришлите его сообщением или отмените: /cancel"
SEND: Final = "📣 Отправить"
DROP: Final = "Отменить"
DROPPED: Final = "Рассылка отменена, никто ничего не получил."
STOP: Final = "⛔ Остановить рассылку"
STOPPING: Final = "Останавливаю: кто ещё не получил, не получит."
OVER: Final = "Эта рассылка уже закончена."
NOBODY: Final = "Кроме вас, писать некому."
PREVIEW_LOST: Final = "Этот предпросмотр устарел. Начните заново: /admin"

_STATES: Final = {
    BroadcastState.RUNNING: "📣 Рассылка идёт",
    BroadcastState.DONE: "✅ Рассылка закончена",
    BroadcastState.STOPPED: "⛔ Рассылка остановлена",
}


def preview(people: int) -> str:
    return f"Так это увидят. Получателей: {people}. Отправить?"


def progress(state: BroadcastState, reach: Reach) -> str:
    lines = [f"<b>{_STATES[state]}</b>", f"Доставлено {reach.sent} из {reach.total}"]
    if reach.unreachable:
        lines.append(f"Заблокировали бота: {reach.unreachable}")
    if reach.refused:
        lines.append(f"Не отправлено: {reach.refused}")
    if reach.unsure:
        lines.append(f"Неизвестно, дошло ли: {reach.unsure}")
    if reach.waiting and state is BroadcastState.STOPPED:
        lines.append(f"Не получат: {plural(reach.waiting, 'человек', 'человека', 'человек')}")
    elif reach.waiting:
        lines.append(f"Осталось: {reach.waiting}")
    return "\n".join(lines)
