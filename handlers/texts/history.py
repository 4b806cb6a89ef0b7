"""Former briefs and favourite texts, in the chat and in inline mode."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from copywriting.brief import Brief
from copywriting.months import MONTHS
from handlers.texts import card
from handlers.texts.words import cut, plural, quote

LINE_SHOWN: Final = 90  # characters of a task or a seed in a list
TEXT_SHOWN: Final = 160
LISTED: Final = 12  # texts that an opened brief names
TITLE_SHOWN: Final = 60


EMPTY: Final = "Здесь будут ваши брифы. Пришлите исходный текст — начнём."
SHOW_ALL: Final = "Показать все брифы"
LIST_LOST: Final = "Этот список устарел. Откройте новый: /history"
OPEN: Final = "⚙️ Открыть бриф"
SHOW_TEXTS: Final = "📄 Показать тексты"
SHOW_MORE_TEXTS: Final = "📄 Показать ещё"
EXPORT: Final = "📤 Экспорт"
DELETE: Final = "🗑 Удалить"
DELETE_FOR_EVER: Final = "🗑 Да, удалить"
KEEP: Final = "Оставить"
NO_TEXTS: Final = "Текстов по этому брифу пока нет. Откройте его и нажмите «✨ Сгенерировать»."
SHOWN_BELOW: Final = "Эти тексты уже показаны ниже."
NO_TASK: Final = "задача ещё не выбрана"
NO_FAVOURITES: Final = "В избранном пока пусто. Понравившийся текст можно отложить кнопкой ⭐ под ним."
UNFAVOURED: Final = "Убрано из избранного."
COPY: Final = "Копировать"
UNFAVOUR: Final = "☆ Убрать"
INLINE_NOTHING: Final = "Ничего не нашлось. Открыть бота"
INLINE_OWN: Final = (
    "Это готовый текст, новый бриф из него не завожу. Чтобы вставить его в другой чат, наберите моё имя с "
    "собакой прямо в том чате."
)


def day(moment: datetime) -> str:
    """``moment`` in the reader's time zone."""
    return f"{moment.day} {MONTHS[moment.month - 1]}"


def moment_words(moment: datetime, now: datetime) -> str:
    """``22 ноября, 14:05``, with the year where it is another one."""
    year = f" {moment.year}" if moment.year != now.year else ""
    return f"{day(moment)}{year}, {moment:%H:%M}"


def texts_count(number: int) -> str:
    return plural(number, "текст", "текста", "текстов") if number else "текстов нет"


def briefs_count(number: int) -> str:
    return plural(number, "бриф", "брифа", "брифов")


def heading(total: int) -> str:
    return f"<b>История</b> · {briefs_count(total)}"


def found(query: str, total: int) -> str:
    """The query stands in ``<code>``: the list's buttons read it from there."""
    if not total:
        return f"🔎 <code>{quote(query)}</code>\nНичего не нашлось. Попробуйте другие слова."
    return f"🔎 <code>{quote(query)}</code> · {briefs_count(total)}"


def line(number: int, when: str, platform: str, brief: Brief, marks: str) -> str:
    """An entry of the history: three short lines."""
    task = quote(cut(_flat(brief.task), LINE_SHOWN)) or NO_TASK
    return (
        f"<b>{number}.</b> {when} · {quote(platform)} · {marks}\n{task}\n"
        f"<i>{quote(cut(_flat(brief.seed), LINE_SHOWN))}</i>"
    )


def marks(texts: int, favourites: int, *, chosen: bool) -> str:
    starred = f" ⭐ {favourites}" if favourites else ""
    return f"{texts_count(texts)}{starred}{' ✅' if chosen else ''}"


def opened(brief: Brief, platform: str, when: str, lines: Sequence[str]) -> str:
    """A brief of the history: ``lines`` are its texts, quoted already."""
    listed = list(lines[:LISTED])
    if rest := len(lines) - len(listed):
        listed.append(f"…и ещё {texts_count(rest)}")
    task = quote(cut(brief.task, card.TASK_SHOWN)) or NO_TASK
    return "\n".join(
        [
            f"<b>Бриф от {when}</b>\n{card.seed_quote(brief.seed)}",
            f"<b>Задача:</b> {task}",
            f"<b>Площадка:</b> {quote(platform)}",
            f"<b>Тон:</b> {quote(brief.tone)}",
            f"<b>Тексты:</b> {len(lines) or 'пока нет'}",
            *listed,
        ]
    )


def text_line(number: int, angle: str, version: int, marks: str, text: str) -> str:
    versions = f", версия {version}" if version > 1 else ""
    return f"{number}. {quote(angle)}{versions}{marks}: <i>{quote(cut(_flat(text), LINE_SHOWN))}</i>"


def text_marks(*, chosen: bool, favourite: bool) -> str:
    return f"{' ✅' if chosen else ''}{' ⭐' if favourite else ''}"


def shown_part(first: int, last: int, total: int) -> str:
    return f"Показаны тексты {first}–{last} из {total}."


def really_delete(texts: int) -> str:
    also = f" и {texts_count(texts)} к нему" if texts else ""
    return (
        f"Удалить бриф{also}? Вернуть будет нельзя. То, что уже отправлено в чат, останется в чате: "
        "эти сообщения удаляете вы сами."
    )


def deleted(texts: int) -> str:
    return f"🗑 Бриф удалён, вместе с ним {texts_count(texts)}." if texts else "🗑 Бриф удалён."


def page_label(number: int, pages: int) -> str:
    return f"{number} из {pages}"


def favourites_heading(total: int) -> str:
    return f"<b>Избранное</b> · {texts_count(total)}"


def favourite_line(number: int, platform: str, brief: Brief, text: str, *, chosen: bool) -> str:
    task = quote(cut(_flat(brief.task), LINE_SHOWN))
    return (
        f"<b>{number}.</b> {quote(platform)} · {task}{' ✅' if chosen else ''}\n"
        f"<i>{quote(cut(_flat(text), TEXT_SHOWN))}</i>"
    )


def show_button(number: int) -> str:
    return f"{number}. Показать"


def inline_title(platform: str, task: str, *, chosen: bool, favourite: bool) -> str:
    title = cut(f"{platform} · {_flat(task)}", TITLE_SHOWN)
    return f"{'✅' if chosen else ''}{'⭐' if favourite else ''} {title}".strip()


def inline_description(text: str) -> str:
    return cut(_flat(text), TEXT_SHOWN)


def _flat(text: str) -> str:
    return " ".join(text.split())
