"""While a job waits and is written, and how it ended."""

from typing import Final

from handlers.texts.words import plural, thousands, variants_count


def duration(seconds: float) -> str:
    if seconds < 55:
        return f"около {max(5, round(seconds / 5) * 5)} с"
    return f"около {max(1, round(seconds / 60))} мин"


def queued(ahead: int, eta: float | None, start: str | None = None) -> str:
    """``start`` is what begins when nothing is ahead."""
    place = (
        f"В очереди: перед вами {plural(ahead, 'задание', 'задания', 'заданий')}."
        if ahead
        else start or "Начинаю писать."
    )
    return f"⏳ {place}" + (f" Готово будет через {duration(eta).removeprefix('около ')}." if eta else "")


def reading(evaluated: int, total: int) -> str:
    return f"📖 Читаю исходный текст: {100 * evaluated // max(1, total)} %"


def growing(finished: int, total: int) -> str:
    return f"✍️ Готово {finished} из {total}"


def writing(total: int) -> str:
    return f"✍️ Пишу {variants_count(total)}…"


def growing_label(number: int, angle: str) -> str:
    return f"Вариант {number} · {angle}"


def kept(finished: int, total: int) -> str:
    return f"Уже написано и сохранено: {finished} из {total}."


def stopped(finished: int, total: int) -> str:
    if not finished:
        return "⏹ Остановлено. Ни один вариант не был дописан. Бриф на месте, можно начать снова."
    return f"⏹ Остановлено. {kept(finished, total)}"


EXPIRED: Final = (
    "Задание слишком долго ждало очереди, и я его снял. Бриф на месте: нажмите «✨ Сгенерировать» ещё раз."
)
FAILED: Final = "Не получилось написать варианты. Бриф на месте: попробуйте ещё раз через минуту."
FAILED_ENGINE: Final = "Модель сейчас не отвечает. Бриф на месте: попробуйте ещё раз через минуту."


def prompt_too_long(tokens: int, room: int) -> str:
    share = max(2, round(100 * room / max(1, tokens)))
    return (
        f"Исходный текст слишком длинный для модели: {thousands(tokens)} токенов, а поместится "
        f"{thousands(room)}. Оставьте главное, примерно {share} % текста, и пришлите ещё раз."
    )


def when(eta: float | None) -> str:
    return f"примерно через {duration(eta).removeprefix('около ')}" if eta else "через пару минут"


def desk_full(limit: int, eta: float | None = None) -> str:
    return (
        f"Очередь заполнена: в ней {plural(limit, 'задание', 'задания', 'заданий')}. "
        f"Место освободится {when(eta)}, бриф никуда не денется."
    )


def too_many_jobs(limit: int, eta: float | None = None) -> str:
    return (
        f"У вас уже {plural(limit, 'задание', 'задания', 'заданий')} в работе, больше нельзя. "
        f"Первое будет готово {when(eta)}: дождитесь его или остановите одно."
    )


NOT_STORED: Final = (
    "Сейчас ничего не могу сохранить: неполадка с диском. То, что вы прислали или нажали, не принято. "
    "Повторите, пожалуйста, через несколько минут. Всё сохранённое раньше цело."
)


def crashed(code: str) -> str:
    return (
        f"Что-то пошло не так, я записал ошибку под номером <code>{code}</code>. Попробуйте ещё раз, "
        "а если повторится, передайте номер администратору."
    )
