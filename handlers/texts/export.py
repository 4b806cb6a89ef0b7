"""Texts as files to keep."""

from datetime import date
from typing import Final

from documents.exporting import Column, ExportWords
from handlers.texts.history import texts_count
from handlers.texts.words import plural

MENU: Final = (
    "<b>Экспорт</b>\nКакие тексты выгрузить? Сначала выберите, только ли выбранные, затем срок. "
    "Отдельный бриф выгружается из /history."
)
ONLY_CHOSEN: Final = "Только выбранные"
ALL_TEXTS: Final = "Все тексты"
FAVOURITES: Final = "⭐ Избранное"
EVER: Final = "За всё время"
FORMATS: Final = "В каком виде?"
WORD: Final = "📄 Word"
EXCEL: Final = "📊 Excel (CSV)"
JSON: Final = "🧾 JSON Lines"
NOTHING: Final = "Здесь нечего выгружать: таких текстов нет."
PREPARING: Final = "Готовлю файл…"
_TITLE: Final = "Рекламные тексты"

_COLUMNS: Final = {
    Column.BRIEF: "Бриф",
    Column.CREATED: "Написан",
    Column.TASK: "Задача",
    Column.PLATFORM: "Площадка",
    Column.TONE: "Тон",
    Column.ANGLE: "Подход",
    Column.VERSION: "Версия",
    Column.CHOSEN: "Выбран",
    Column.FAVOURITE: "Избранное",
    Column.RATING: "Оценка",
    Column.TEXT: "Текст",
    Column.SEED: "Исходный текст",
}


def words(subject: str) -> ExportWords:
    """What stands in a file around the texts."""
    return ExportWords(f"{_TITLE}: {subject}", _COLUMNS, "да", "нет")


def days(number: int) -> str:
    return plural(number, "день", "дня", "дней")


def brief_subject(brief_id: int) -> str:
    return f"бриф {brief_id}"


def period_subject(period: int, *, chosen: bool) -> str:
    which = "выбранные" if chosen else "все"
    return f"{which} за {days(period)}" if period else f"{which} за всё время"


FAVOURITES_SUBJECT: Final = "избранное"


def file_name(subject: str, day: date, extension: str) -> str:
    return f"Copydesk, {subject}, {day:%Y-%m-%d}.{extension}"


def formats(subject: str) -> str:
    return f"<b>Экспорт: {subject}</b>\n{FORMATS}"


def caption(subject: str, number: int) -> str:
    return f"{subject[0].upper()}{subject[1:]}: {texts_count(number)}"


def too_many(number: int, limit: int) -> str:
    return (
        f"В документ Word помещается до {texts_count(limit)}, а здесь их {number}. Возьмите срок короче "
        "или формат CSV: в нём все."
    )


def too_large(megabytes: int) -> str:
    return f"Файл вышел больше {megabytes} МБ, Telegram его не примет. Возьмите срок короче."
