"""New versions of a text, and walking back."""

from collections.abc import Mapping
from typing import Final

from copywriting.order import Change, Refinement
from handlers.texts.words import characters, cut

INSTRUCTION_LIMIT: Final = 1000  # characters of an edit in own words
SHORTER: Final = "✂️ Короче"
LONGER: Final = "📐 Длиннее"
TONE: Final = "🎭 Другой тон"
PLATFORM: Final = "📋 Другая площадка"
EDIT: Final = "✏️ Правка"
FIELD: Final = "🧩 Одно поле"
BACK: Final = "↩︎ Вернуть"
ACCEPTED: Final = "Принято: новая версия придёт ниже."
ALREADY_UNDER_WAY: Final = "Новую версию этого текста уже пишу: она придёт ниже."
ALREADY_THERE: Final = "Эта версия уже есть ниже. Чтобы написать ещё одну, нажмите снова."
IS_BACK: Final = "Вернул прежнюю версию."
IS_FORWARD: Final = "Снова последняя версия."
FIRST_VERSION: Final = "Это первая версия, возвращаться некуда."
_ASK_EDIT: Final = (
    "Что поправить? Напишите одним сообщением: «убери второй абзац», «добавь, что вход бесплатный»."
)
_WRITES_ANEW: Final = (
    "Сейчас работает малая модель: она не правит готовый текст, а пишет новый с оглядкой на вашу просьбу."
)
NO_EDIT: Final = "Не надо"
EDIT_DROPPED: Final = "Хорошо, оставляю как есть."
EDIT_EMPTY: Final = "Напишите словами, что поправить: «сделай начало проще», «убери эмодзи»."
ORIGINAL_GONE: Final = "Этого варианта уже нет, править нечего. Пришлите исходный текст ещё раз."
STOPPED: Final = "⏹ Остановлено. Новой версии нет, прежняя на месте."
FAILED: Final = "Новую версию написать не получилось, прежняя на месте. Попробуйте ещё раз через минуту."
EXPIRED: Final = (
    "Новая версия слишком долго ждала очереди, и я её снял. Прежняя на месте: попробуйте ещё раз."
)
QUEUED: Final = "Пишу новую версию."
_HOW: Final[Mapping[Change, str]] = {
    Change.SHORTER: "короче",
    Change.LONGER: "длиннее",
    Change.TONE: "в другом тоне",
    Change.PLATFORM: "для другой площадки",
    Change.EDIT: "с вашей правкой",
}


def ask_edit(*, follows: bool) -> str:
    """``follows``: the model takes orders about a text that it is shown."""
    return _ASK_EDIT if follows else f"{_ASK_EDIT}\n\n<i>{_WRITES_ANEW}</i>"


def edit_too_long(size: int) -> str:
    return (
        f"В правке {characters(size)}, а я пойму до {characters(INSTRUCTION_LIMIT)}. Скажите короче, что "
        "изменить. Если это новый исходный текст, пришлите его отдельно, не ответом на вариант."
    )


def forward(version: int) -> str:
    return f"↪︎ Версия {version}"


def how(refinement: Refinement) -> str:
    if refinement.change is Change.FIELD:
        return f"поле «{cut(refinement.instruction, 40)}»"
    return _HOW[refinement.change]


def growing(refinement: Refinement) -> str:
    """Above the growing text; plain."""
    return f"✍️ Новая версия: {how(refinement)}"


def writing(refinement: Refinement) -> str:
    return f"✍️ Пишу новую версию: {how(refinement)}…"


def not_granted(change: Change, before: int, after: int) -> str:
    """``before`` and ``after`` are in characters, as the platform counts them."""
    if change is Change.SHORTER:
        return (
            f"Заметно короче не вышло: было {characters(before)}, стало {after}. Нажмите ещё раз или скажите "
            f"в «{EDIT}», что именно убрать."
        )
    if change is Change.LONGER:
        return (
            f"Заметно длиннее не вышло: было {characters(before)}, стало {after}. Новых фактов я не "
            f"придумываю: добавьте их через «{EDIT}»."
        )
    return f"Вышло то же самое. Нажмите ещё раз или скажите в «{EDIT}», что изменить."
