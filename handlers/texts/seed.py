"""Seed texts, and messages that are none."""

from collections.abc import Mapping
from typing import Final

from handlers.texts.words import characters, cut, quote, thousands

SEED_TOO_SHORT: Final = (
    "Этого мало, чтобы написать рекламу. Пришлите хотя бы одно-два предложения: о чём текст, для кого, "
    "что в нём важно."
)
SEED_EMPTY_FORM: Final = (
    "Вижу задачу, но не вижу исходного текста. Напишите его в том же сообщении, над строкой «Задача:»."
)
SEED_IS_NEW: Final = (
    "Это похоже на новый исходный текст, поэтому завёл новый бриф. Прежний остался выше: задачу к нему можно "
    "выбрать кнопкой."
)
EDITED: Final = "Правку отправленного сообщения учесть не могу. Пришлите исправленный текст новым сообщением."


def seed_too_long(size: int, limit: int) -> str:
    return (
        f"В тексте {characters(size)}, а я принимаю до {thousands(limit)}. Оставьте главное: факты, даты, "
        "выгоды, контакты — и пришлите ещё раз."
    )


def paste_too_long(limit: int) -> str:
    return (
        f"Вместе части длиннее {characters(limit)}: последнюю не добавил. Бриф собран из предыдущих. "
        "Лучше прислать сжатый текст."
    )


def unknown_platform(name: str) -> str:
    return f"Площадку «{quote(cut(name, 60))}» не знаю, оставил прежнюю. Выбрать можно кнопкой."


def unknown_tone(name: str) -> str:
    return f"Тона «{quote(cut(name, 60))}» у меня нет, оставил прежний. Выбрать можно кнопкой."


def wrong_number(text: str, limit: int) -> str:
    return f"Вариантов может быть от 1 до {limit}, а не «{quote(cut(text, 20))}». Оставил прежнее число."


PHOTO: Final = "Текст с картинок я не распознаю. Пришлите его сообщением или файлом."
VOICE: Final = "Голосовые и видео я пока не разбираю. Напишите, пожалуйста, текстом."
STICKER: Final = "Хороший стикер! Но для рекламы нужен текст: пришлите заметки, черновик или пресс-релиз."
OTHER_KIND: Final = "С такими сообщениями я работать не умею. Пришлите исходный текст сообщением или файлом."

FORM_LABELS: Final[Mapping[str, str]] = {
    "задача": "task",
    "площадка": "platform",
    "тон": "tone",
    "вариантов": "variants",
    "варианты": "variants",
    "число вариантов": "variants",
    "количество вариантов": "variants",
}
