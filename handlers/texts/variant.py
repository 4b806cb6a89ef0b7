"""Under a variant."""

from typing import Final

from handlers.texts.words import cut

CHOOSE: Final = "✅ Выбрать"
CHOSEN: Final = "✅ Выбрано"
CHOICE_SAVED: Final = "Выбор сохранён."
CHOICE_MOVED: Final = "Выбор перенесён сюда."
ALREADY_CHOSEN: Final = "Этот вариант уже выбран."
ALL_FINE: Final = "Замечаний нет."
SHOW: Final = "Показать"
LIKE: Final = "👍"
DISLIKE: Final = "👎"
LIKED: Final = "👍 ✓"
DISLIKED: Final = "👎 ✓"
RATED_UP: Final = "Отметил: нравится."
RATED_DOWN: Final = "Отметил: не нравится."
UNRATED: Final = "Отметку снял."
FAVOUR: Final = "☆ В избранное"
FAVOURED: Final = "⭐ В избранном"
NOW_FAVOURITE: Final = "В избранном. Все такие тексты: /favorites."
NO_FAVOURITE: Final = "Убрал из избранного."
_FOLDED: Final = 48  # characters: one line on most screens


def variant_label(number: int, total: int, angle: str, version: int = 1) -> str:
    """``Вариант 2 из 4 · боль клиента``; of a refined text ``Вариант 2 из 4 · версия 3``."""
    return f"Вариант {number} из {total} · {angle if version == 1 else f'версия {version}'}"


def folded(number: int, version: int, text: str, *, favourite: bool) -> str:
    """The one line that is left of a variant that was not chosen; plain."""
    star = "⭐ " if favourite else ""
    name = f"Вариант {number}" if version == 1 else f"Вариант {number}, версия {version}"
    return cut(f"{star}{name} · {' '.join(text.split())}", _FOLDED)


def field_line(label: str, value: str, size: int, limit: int | None) -> str:
    """One line of a structured platform: ``Заголовок: текст (54/56)``."""
    counted = f"{size}/{limit}" if limit else str(size)
    return f"{label}: {value} ({counted})"


def copy_button(label: str) -> str:
    return f"📄 {cut(label, 40)}"
