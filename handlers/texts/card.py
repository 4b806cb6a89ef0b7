"""The brief card."""

from collections.abc import Sequence
from typing import Final

from copywriting.brief import Brief
from handlers.texts.files import was_shortened
from handlers.texts.words import characters, cut, quote

SEED_SHOWN: Final = 1500  # characters of the seed on a card; all of it is in the database
TASK_SHOWN: Final = 300
GENERATE: Final = "✨ Сгенерировать"
STOP: Final = "⏹ Остановить"
MORE: Final = "🔁 Ещё варианты"
BRIEF: Final = "⚙️ Бриф"
BACK: Final = "‹ Назад"
HIDE: Final = "Скрыть"
OWN_WORDS: Final = "✏️ Своими словами"
CHANGE_TASK: Final = "🎯 Задача"
CHANGE_PLATFORM: Final = "📣 Площадка"
CHANGE_TONE: Final = "🎭 Тон"
FACTS_OFF: Final = "📦 Факты о продукте: не брать"
FACTS_ON: Final = "📦 Факты о продукте: брать ✓"
ASK_TASK_WORDS: Final = "Напишите задачу одним сообщением. Например: «собрать заявки на пилот»."
NO_TASK_YET: Final = "Сначала выберите задачу."
BRIEF_GONE: Final = "Этого брифа уже нет. Пришлите исходный текст ещё раз."
VARIANT_GONE: Final = "Этого варианта уже нет."
NOT_YOURS: Final = "Это кнопка из чужого задания."
ALREADY_WRITING: Final = "Уже пишу: второй раз нажимать не нужно."
ALREADY_STOPPED: Final = "Останавливать нечего: задание уже закончено."
STOPPED: Final = "Останавливаю. Готовые варианты останутся."
ACCEPTED: Final = "Принято, пишу."
MORE_ACCEPTED: Final = "Пишу ещё."
ALREADY_WRITTEN: Final = "Эти варианты уже есть ниже. Чтобы написать новые, нажмите ещё раз."
MORE_WRITTEN: Final = "Ещё варианты уже есть ниже: под последним из них такая же кнопка."
OLD_BUTTON: Final = "Эта кнопка больше не работает."
NUMBERS: Final = "🔢 Вариантов"
TASK_PRESETS: Final = (
    "Анонсировать вебинар",
    "Пригласить на мероприятие",
    "Собрать заявки",
    "Рассказать о продукте",
    "Поделиться кейсом",
    "Сообщить новость",
    "Позвать на обучение",
    "Найти сотрудников",
)


def chosen(label: str) -> str:
    return f"✓ {label}"


def variants_button(number: int) -> str:
    return f"{NUMBERS}: {number}"


def seed_quote(seed: str) -> str:
    shown = cut(seed.strip(), SEED_SHOWN)
    rest = len(seed.strip()) - len(shown)
    more = f"\n<i>…и ещё {characters(rest)}</i>" if rest > 0 else ""
    return f"<blockquote expandable>{quote(shown)}{more}</blockquote>"


def card(brief: Brief, platform: str, variants: int, notes: Sequence[str] = ()) -> str:
    """The brief card. ``notes`` are sentences of this module, quoted already."""
    task = (
        f"<b>Задача:</b> {quote(cut(brief.task, TASK_SHOWN))}"
        if brief.task
        else "<b>Задача:</b> какая? Выберите кнопкой или напишите своими словами."
    )
    seed = seed_quote(brief.seed)
    if brief.original is not None:
        seed = f"{seed}\n{was_shortened(len(brief.original), len(brief.seed))}"
    lines = [f"<b>Бриф</b>\n{seed}", task, f"<b>Площадка:</b> {quote(platform)}"]
    lines.append(f"<b>Тон:</b> {quote(brief.tone)}")
    if brief.product:
        facts = "с фактами из каталога" if brief.use_product_facts else "только факты из вашего текста"
        lines.append(f"<b>Продукт:</b> {quote(brief.product)}, {facts}")
    lines.append(f"<b>Вариантов:</b> {variants}")
    return "\n".join([*lines, *(f"\n⚠️ {note}" for note in notes)])


def brief_source(brief: Brief, platform: str) -> str:
    """Where a variant came from."""
    return (
        f"<b>Из чего написан вариант</b>\n{seed_quote(brief.seed)}\n"
        f"<b>Задача:</b> {quote(cut(brief.task, TASK_SHOWN))}\n"
        f"<b>Площадка:</b> {quote(platform)}\n<b>Тон:</b> {quote(brief.tone)}"
    )
