"""The administrator's menu, the people, the queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from handlers.texts import access
from handlers.texts.history import day
from handlers.texts.words import cut, plural, quote
from handlers.texts.writing import duration
from storage.records import Role, User

NAME_SHOWN: Final = 40

ONLY_ADMINS: Final = "Этот раздел только для администраторов."
USERS: Final = "👥 Пользователи"
QUEUE: Final = "⏳ Очередь"
USAGE: Final = "📊 Использование"
MODEL: Final = "🧠 Модель"
FILES: Final = "📚 Справочники"
PREFERENCES: Final = "📤 Оценки .jsonl"
BROADCAST: Final = "📣 Рассылка"
JOURNAL: Final = "🗒 Журнал"
MENU: Final = "← Меню"
REFRESH: Final = "🔄 Обновить"
BACK: Final = "← Назад"
FROM_MENU: Final = "Откройте раздел заново: /admin"

_KINDS: Final[Mapping[Role, str]] = {
    Role.PENDING: "Заявки",
    Role.STAFF: "Сотрудники",
    Role.ADMIN: "Администраторы",
    Role.BLOCKED: "Заблокированные",
}
_ROLES: Final[Mapping[Role, str]] = {
    Role.PENDING: "ждёт решения",
    Role.STAFF: "сотрудник",
    Role.ADMIN: "администратор",
    Role.BLOCKED: "доступ закрыт",
}
_MOVES: Final[Mapping[tuple[Role, Role], str]] = {
    (Role.PENDING, Role.STAFF): "✅ Разрешить",
    (Role.PENDING, Role.BLOCKED): "🚫 Отклонить",
    (Role.STAFF, Role.ADMIN): "⬆️ Сделать администратором",
    (Role.STAFF, Role.BLOCKED): "🚫 Заблокировать",
    (Role.ADMIN, Role.STAFF): "⬇️ Снять администратора",
    (Role.BLOCKED, Role.STAFF): "✅ Разблокировать",
}
_TOLD: Final[Mapping[tuple[Role, Role], str]] = {
    (Role.PENDING, Role.STAFF): access.ACCESS_GRANTED,
    (Role.PENDING, Role.BLOCKED): access.ACCESS_REFUSED,
    (Role.STAFF, Role.ADMIN): "Вы теперь администратор бота. Раздел администратора: /admin",
    (Role.STAFF, Role.BLOCKED): "Администратор закрыл вам доступ к боту.",
    (Role.ADMIN, Role.STAFF): "Вы больше не администратор бота. Писать тексты можно по-прежнему.",
    (Role.BLOCKED, Role.STAFF): "Доступ к боту снова открыт. Пришлите исходный текст — начнём.",
}
NOBODY: Final = "Здесь никого нет."
USER_GONE: Final = "Этого пользователя больше нет: он удалил свои данные."
NOT_YOURSELF: Final = "Себя нельзя ни снять, ни заблокировать. Попросите другого администратора."
LAST_ADMIN: Final = "Это последний администратор. Сначала назначьте другого."
OWNER: Final = "Этот администратор указан в ADMIN_IDS. Снять его можно только там."
NO_JOBS: Final = "Заданий нет."
JOB_OVER: Final = "Это задание уже завершено."
JOB_STOPPED: Final = "Останавливаю. Готовые варианты останутся у автора."
STOPPED_BY_ADMIN: Final = "Администратор остановил ваше задание."


def menu(model: str, waiting: int, writing: int, users: Mapping[Role, int]) -> str:
    requests = users.get(Role.PENDING, 0)
    lines = [
        "<b>Администрирование</b>",
        f"Модель: {quote(cut(model, NAME_SHOWN))}",
        f"Очередь: пишется {writing}, ждёт {waiting}",
        f"Пользователей: {users.get(Role.STAFF, 0) + users.get(Role.ADMIN, 0)}",
    ]
    if requests:
        lines.append(f"❗️ Заявок на доступ: {requests}")
    return "\n".join(lines)


def kind(role: Role, count: int | None = None) -> str:
    return _KINDS[role] if count is None else f"{_KINDS[role]}: {count}"


def people(role: Role, total: int) -> str:
    return f"<b>{_KINDS[role]}</b>: {total}" if total else f"<b>{_KINDS[role]}</b>\n{NOBODY}"


def name_button(user: User) -> str:
    away = "" if user.reachable else " · бот у него заблокирован"
    return cut(name(user), NAME_SHOWN) + away


def name(user: User) -> str:
    return user.name or f"номер {user.id}"


def person(user: User, since: datetime | None) -> str:
    lines = [
        f"<b>{quote(name(user))}</b>",
        f"Номер <code>{user.id}</code>",
        f"Роль: {_ROLES[user.role]}",
    ]
    if since is not None:
        lines.append(f"С нами с {day(since)} {since.year}")
    if not user.reachable:
        lines.append("Сообщения не доходят: бот у него заблокирован.")
    return "\n".join(lines)


def move_button(of: Role, to: Role) -> str:
    return _MOVES[of, to]


def moved(user: User) -> str:
    return cut(f"{name(user)}: {_ROLES[user.role]}.", 200)


def decided_already(user: User) -> str:
    return cut(f"Уже решено: {name(user)} — {_ROLES[user.role]}.", 200)


def told(of: Role, to: Role) -> str:
    """What the person concerned hears."""
    return _TOLD[of, to]


def queue(writing: int, waiting: int, eta: float | None, speed: Sequence[str]) -> str:
    head = f"<b>Очередь</b>\nПишется {writing}, ждёт {waiting}"
    ends = f"\nНовое задание будет готово через {duration(eta).removeprefix('около ')}" if eta else ""
    return "\n".join([head + ends, *speed])


def speed(tokens: float | None, prompt_tokens: float | None, job_seconds: float | None) -> list[str]:
    """Of the engine, as measured; nothing that was not measured."""
    said = []
    if tokens:
        said.append(f"Скорость: {tokens:.0f} токенов в секунду на всех")
    if prompt_tokens:
        said.append(f"Чтение брифа: {prompt_tokens:.0f} токенов в секунду")
    if job_seconds:
        said.append(f"Задание: {duration(job_seconds)}")
    return said or ["Скорость ещё не измерена."]


def job_line(job_id: int, author: str, age: float, ahead: int | None) -> str:
    """``ahead`` is ``None`` of a job that is being written."""
    state = "пишется" if ahead is None else f"ждёт, впереди {ahead}" if ahead else "следующее"
    return f"№ {job_id} · {quote(cut(author, NAME_SHOWN))} · {state} · {_age(age)}"


def stop_job(job_id: int) -> str:
    return f"⛔ № {job_id}"


def _age(seconds: float) -> str:
    if seconds < 60:
        return f"{max(0, round(seconds))} с"
    if seconds < 3600:
        return f"{round(seconds / 60)} мин"
    return plural(round(seconds / 3600), "час", "часа", "часов")
