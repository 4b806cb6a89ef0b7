"""Model and adapter."""

from typing import Final

from handlers.texts.words import cut, quote, thousands

_NAME: Final = 40
LOADING: Final = "Загружаю. Пока пишет прежняя модель."
CONFIGURED: Final = "⚙️ Как в настройках"
NO_ADAPTER: Final = "Без адаптера"
GONE: Final = "Этого файла больше нет в папке моделей."
ON_SERVER: Final = (
    "Модель работает на отдельном сервере (ENGINE=openai). Сменить её можно там или в OPENAI_MODEL."
)
NOT_STORED: Final = "База данных сейчас не принимает записи, поэтому всё осталось как было. Попробуйте позже."


def overview(name: str, context: int, profile: str) -> str:
    kind = "маскирует факты" if profile != "instruct" else "инструктивная"
    return f"<b>Модель</b>: {quote(cut(name, 80))}\nКонтекст {thousands(context)} токенов, {kind}"


def file_line(name: str) -> str:
    return f"Файл: <code>{quote(name)}</code>"


def adapter_line(name: str | None, misfit: str | None) -> str:
    if name:
        return f"Адаптер: <code>{quote(name)}</code>"
    if misfit:
        return f"Адаптер: нет, <code>{quote(misfit)}</code> к этой модели не подходит"
    return "Адаптер: нет"


def decided_line(name: str, at: str) -> str:
    return f"Решение: {quote(name)}, {at}"


def left_out(files: int) -> str:
    return f"Показаны не все файлы: ещё {files} в папке."


HOW: Final = (
    "\nНачатые задания допишет прежняя модель, новые пойдут на выбранную. Чтобы добавить модель или адаптер, "
    "положите файл .gguf в папку моделей."
)


def file_button(name: str, size: int, *, current: bool) -> str:
    mark = "✅ " if current else ""
    return f"{mark}{cut(name, _NAME)} · {_size(size)}"


def adapter_button(name: str, *, current: bool) -> str:
    return f"{'✅ ' if current else ''}🎛 {cut(name, _NAME)}"


def choice(label: str, *, current: bool) -> str:
    return f"✅ {label}" if current else label


def busy(name: str) -> str:
    return cut(f"Сейчас модель переключает {name}. Подождите, пока закончится.", 200)


def outdated(name: str | None) -> str:
    who = f"Пока вы выбирали, модель уже переключили ({quote(name)})." if name else "Выбор уже изменился."
    return f"{who} Ничего не переключено. Вот что сейчас."


def switched(name: str, adapter: str | None) -> str:
    beside = f" с адаптером <code>{quote(adapter)}</code>" if adapter else ""
    return f"✅ Готово: новые задания пишет <code>{quote(name)}</code>{beside}."


_KEPT: Final = "Работает прежняя."


def missing(name: str) -> str:
    return f"Файла <code>{quote(name)}</code> больше нет. {_KEPT}"


def broken(name: str, reason: str) -> str:
    return f"<code>{quote(name)}</code> не загрузилась: файл повреждён ({quote(cut(reason, 120))}). {_KEPT}"


def unsuitable(name: str, reason: str) -> str:
    return f"<code>{quote(name)}</code> писать не умеет ({quote(cut(reason, 120))}). {_KEPT}"


def too_big(name: str, needed: int, available: int) -> str:
    return (
        f"<code>{quote(name)}</code> не поместится: нужно {_size(needed)} памяти, свободно "
        f"{_size(available)}. {_KEPT}"
    )


def adapter_refused(reason: str) -> str:
    return f"Адаптер не подошёл ({quote(cut(reason, 160))}). Всё осталось как было."


def failed() -> str:
    return f"Модель не загрузилась. {_KEPT}"


def _size(size: int) -> str:
    if size >= 1e9:
        return f"{size / 1e9:.1f} ГБ".replace(".", ",")
    return f"{max(1, round(size / 1e6))} МБ"
