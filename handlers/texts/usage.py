"""Who used the bot how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.texts.words import cut, quote, thousands

CHART_BRIEFS: Final = "брифы"
CHART_VARIANTS: Final = "варианты"
CHART_CHOSEN: Final = "выбрано"
CHART_EMPTY: Final = "За это время текстов не было"
EVERYBODY: Final = "👥 Все"
TOTAL: Final = "Всего"
TABLE: Final = "📄 Таблица по дням .csv"
COLUMNS: Final = ("День", "Имя", "Номер", "Брифы", "Варианты", "Правки", "Выбрано")
_NAME: Final = 28


@dataclass(frozen=True, slots=True)
class Line:
    """One person's figures of a period, or one day's."""

    name: str
    briefs: int
    variants: int
    refinements: int
    chosen: int


def days_button(days: int, *, current: bool) -> str:
    return f"• {days} дней •" if current else f"{days} дней"


def title(days: int, name: str | None) -> str:
    return f"Использование за {days} дней" + (f": {cut(name, _NAME)}" if name else "")


def caption(days: int, lines: Sequence[Line], total: Line, *, name: str | None, more: int) -> str:
    """Of all people a line each, of one person a line for each of his days."""
    head = f"<b>{quote(title(days, name))}</b>"
    if not lines:
        return f"{head}\n{CHART_EMPTY}."
    rest = [f"…и ещё {more}"] if more else []
    return "\n".join([head, f"<b>{_line(total)}</b>", *map(_line, lines), *rest])


def _line(one: Line) -> str:
    figures = f"брифов {thousands(one.briefs)}, вариантов {thousands(one.variants)}"
    if one.refinements:
        figures += f", правок {thousands(one.refinements)}"
    return f"{quote(cut(one.name, _NAME))}: {figures}, выбрано {thousands(one.chosen)}"
