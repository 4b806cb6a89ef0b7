"""What administrators did."""

from collections.abc import Mapping
from typing import Final

from handlers.texts.words import cut, quote
from storage.audit import Action

TITLE: Final = "<b>Журнал</b>"
EMPTY: Final = "Пока ничего не происходило."
SOMEBODY: Final = "удалённый пользователь"
PREFERENCES_EMPTY: Final = "Пар пока нет: они появляются, когда варианты выбирают, правят и оценивают."
_NAME: Final = 40

_DONE: Final[Mapping[Action, str]] = {
    Action.APPROVE: "доступ открыт",
    Action.REFUSE: "заявка отклонена",
    Action.BLOCK: "доступ закрыт",
    Action.UNBLOCK: "доступ снова открыт",
    Action.PROMOTE: "новый администратор",
    Action.DEMOTE: "больше не администратор",
    Action.STOP_JOB: "остановлено задание",
    Action.MODEL: "модель",
    Action.ADAPTER: "адаптер",
    Action.FILE: "новый справочник",
    Action.RESTORE: "возвращён справочник",
    Action.EXPORT: "выгружены оценки",
    Action.BROADCAST: "рассылка",
    Action.STOP_BROADCAST: "остановлена рассылка",
}
_NOTHING: Final[Mapping[Action, str]] = {
    Action.MODEL: "как в настройках",
    Action.ADAPTER: "без адаптера",
}


def line(at: str, actor: str, action: Action, person: str | None, subject: str | None) -> str:
    about = [f"№ {subject}" if subject and subject.isdecimal() else subject or _NOTHING.get(action), person]
    what = ": ".join([_DONE[action], ", ".join(cut(one, _NAME) for one in about if one)])
    return f"{at} · {quote(cut(actor, _NAME))} — {quote(what.removesuffix(': '))}"


def preferences(pairs: int) -> str:
    return f"Пары предпочтений: {pairs}. Имён и номеров людей в них нет, но есть исходные тексты и варианты."
