"""Glossary, catalogue, rules: looked at, replaced, put back."""

from collections.abc import Mapping, Sequence
from typing import Final

from copywriting.errors import Problem
from handlers.texts.words import cut, plural, quote

SHOWN: Final = 12  # problems in one answer
NAMES: Final[Mapping[str, str]] = {
    "glossary.yaml": "Глоссарий бренда",
    "products.yaml": "Каталог продуктов",
    "compliance.yaml": "Правила закона",
}
ABOUT: Final = (
    "<b>Справочники</b>\nПо ним бот узнаёт продукты и проверяет тексты. Новый файл проверяется до замены, "
    "прежний остаётся в истории."
)
GET: Final = "📄 Получить файл"
REPLACE: Final = "⬆️ Заменить"
WITHDRAW: Final = "↩︎ Как в поставке"
FROM_START: Final = "из поставки"
ONLY_FILE: Final = "Жду файл .yaml документом. Передумали — /cancel"
TOO_LARGE: Final = "Файл больше 2 МБ — справочник таким не бывает. Ничего не изменилось."
NOT_UTF8: Final = "Файл не в кодировке UTF-8. Сохраните его в UTF-8 и пришлите снова. Ничего не изменилось."
OLD_BROKEN: Final = "Эта версия больше не подходит к остальным справочникам. Ничего не изменилось."
STANDS_ALREADY: Final = "Эта версия и так в работе."
VERSION_GONE: Final = "Этой версии больше нет."
EXPECT_OTHER: Final = "Ожидание файла закончилось. Откройте справочник заново: /admin"

_KINDS: Final[Mapping[str, str]] = {
    "missing": "нет обязательного поля",
    "extra_forbidden": "неизвестное поле",
    "string_type": "должен быть текст",
    "int_type": "должно быть целое число",
    "int_parsing": "должно быть целое число",
    "bool_type": "должно быть true или false",
    "bool_parsing": "должно быть true или false",
    "tuple_type": "должен быть список",
    "list_type": "должен быть список",
    "dict_type": "должны быть поля «имя: значение»",
    "model_type": "должны быть поля «имя: значение»",
    "literal_error": "недопустимое значение",
    "enum": "недопустимое значение",
    "string_pattern_mismatch": "не тот вид значения",
    "too_short": "список пуст",
    "string_too_short": "пустое значение",
    "yaml": "это не YAML",
    "alias": "ссылки YAML (*имя) не принимаются",
    "depth": "слишком глубокая вложенность",
    "twice": "встречается дважды",
    "example": "пример не сходится с шаблоном",
    "value_error": "ошибка",
}
_DETAILED: Final = frozenset({"yaml", "twice", "example", "value_error", "literal_error", "enum"})


def title(name: str) -> str:
    return NAMES[name]


def one(name: str, version: str) -> str:
    return f"<b>{NAMES[name]}</b> (<code>{quote(name)}</code>)\nСейчас: {version}"


def line(name: str, version: str) -> str:
    return f"{NAMES[name]}: {version}"


def uploaded(by: str, at: str) -> str:
    return f"загружен {at} ({quote(by)})"


def version_button(number: int, at: str, *, current: bool) -> str:
    return f"✅ № {number}, {at}" if current else f"↩︎ № {number}, {at}"


def ask(name: str) -> str:
    return (
        f"Пришлите новый <code>{quote(name)}</code> документом. Удобно взять текущий кнопкой «{GET}» и "
        "исправить. Передумали — /cancel"
    )


def replaced(name: str) -> str:
    return f"✅ {NAMES[name]}: новый файл в работе. Начатые задания допишутся по прежнему."


def restored(name: str) -> str:
    return f"✅ {NAMES[name]}: возвращено."


def refused(name: str, problems: Sequence[Problem]) -> str:
    count = plural(len(problems), "ошибка", "ошибки", "ошибок")
    lines = [_problem(one) for one in problems[:SHOWN]]
    rest = [f"…и ещё {len(problems) - SHOWN}"] if len(problems) > SHOWN else []
    head = f"❌ <b>{NAMES[name]}</b> не принят: {count}. Работает прежний файл."
    return "\n".join([head, *lines, *rest, "Исправьте и пришлите ещё раз."])


def _problem(problem: Problem) -> str:
    place = f"Строка {problem.line}" if problem.line else "Файл"
    way = f", <code>{quote(problem.where)}</code>" if problem.where else ""
    said = _KINDS.get(problem.kind, "ошибка")
    detail = problem.message.removeprefix("Value error, ")
    shown = f" ({quote(cut(detail, 120))})" if problem.kind in _DETAILED or problem.kind not in _KINDS else ""
    return f"{place}{way}: {said}{shown}"
