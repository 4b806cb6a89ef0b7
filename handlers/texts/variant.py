"""Under a variant."""

from typing import Final

from handlers.texts.words import cut

CHOOSE: Final = "✅ Выбрать"
CHOSEN: Final = "✅ Выбрано"
CHOICE_SAVED: Final = "Выбор сохранён."
CHOICE_MOVED: Final = "Выбор перенесён сюда."
ALREADY_CHOSEN: Final = "Этот вариант уже выбран."
ALL_FINE: Final = "Замечаний нет."


def variant_label(number: int, total: int, angle: str) -> str:
    return f"Вариант {number} из {total} · {angle}"


def field_line(label: str, value: str, size: int, limit: int | None) -> str:
    """One line of a structured platform: ``Заголовок: текст (54/56)``."""
    counted = f"{size}/{limit}" if limit else str(size)
    return f"{label}: {value} ({counted})"


def copy_button(label: str) -> str:
    return f"📄 {cut(label, 40)}"
