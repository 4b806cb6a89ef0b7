"""Who used the bot how much: a picture, figures, a table."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup

from documents.charts import ChartWords, UsageDay, usage_chart
from documents.exporting.table import to_table
from handlers import texts
from handlers.admin import buttons
from handlers.admin.screen import markup
from handlers.keyboards import button
from handlers.moments import Moments
from handlers.texts.usage import Line
from storage.records import UserId
from storage.usage import DayOfUse, Usage

PERIODS = (7, 30, 90)
NAMED = 10  # people, or days, in a caption: Telegram takes 1024 characters
BUTTONS = 6


@dataclass(frozen=True, slots=True)
class _Period:
    """``days`` that end today; ``of`` everybody, or one person."""

    days: int
    first: date
    last: date
    used: tuple[DayOfUse, ...]
    of: UserId | None

    @property
    def shown(self) -> tuple[DayOfUse, ...]:
        return tuple(one for one in self.used if self.of is None or one.user_id == self.of)

    @property
    def name(self) -> str | None:
        return next((one.name or str(one.user_id) for one in self.shown), None) if self.of else None


async def chart(
    query: CallbackQuery, callback_data: buttons.UsageChart, bot: Bot, usage: Usage, moments: Moments
) -> None:
    await query.answer()
    period = await _read(callback_data, usage, moments)
    words = ChartWords(
        texts.usage.title(period.days, period.name),
        texts.usage.CHART_BRIEFS,
        texts.usage.CHART_VARIANTS,
        texts.usage.CHART_CHOSEN,
        texts.usage.CHART_EMPTY,
    )
    picture = await asyncio.to_thread(usage_chart, _days(period), words)
    lines = _of_days(period.shown) if period.of else _of_people(period.shown)
    caption = texts.usage.caption(
        period.days, lines[:NAMED], _total(lines), name=period.name, more=max(0, len(lines) - NAMED)
    )
    photo = BufferedInputFile(picture, "usage.png")
    await bot.send_photo(query.from_user.id, photo, caption=caption, reply_markup=_keyboard(period))


async def table(
    query: CallbackQuery, callback_data: buttons.UsageTable, bot: Bot, usage: Usage, moments: Moments
) -> None:
    """Every user's every day, for whoever wants to count for himself."""
    await query.answer()
    period = await _read(buttons.UsageChart(days=callback_data.days), usage, moments)
    rows = (
        (f"{one.day:%d.%m.%Y}", one.name, one.user_id, one.briefs, one.variants, one.refinements, one.chosen)
        for one in period.used
    )
    content = await asyncio.to_thread(to_table, texts.usage.COLUMNS, list(rows))
    file = BufferedInputFile(content, f"usage-{period.first}-{period.last}.csv")
    await bot.send_document(query.from_user.id, file)


async def _read(wanted: buttons.UsageChart, usage: Usage, moments: Moments) -> _Period:
    now = moments.now()
    days = wanted.days if wanted.days in PERIODS else PERIODS[0]
    first, last = now.date() - timedelta(days=days - 1), now.date()
    used = await usage.by_day(first, last, utc_offset=now.utcoffset() or timedelta())
    return _Period(days, first, last, used, UserId(wanted.user_id) if wanted.user_id else None)


def _days(period: _Period) -> list[UsageDay]:
    """Every day of the period, also those without use; none at all when there was none."""
    if not period.shown:
        return []
    every = [period.first + timedelta(days=day) for day in range(period.days)]
    used: defaultdict[date, list[DayOfUse]] = defaultdict(list)
    for one in period.shown:
        used[one.day].append(one)
    return [
        UsageDay(
            day,
            sum(one.briefs for one in used[day]),
            sum(one.variants + one.refinements for one in used[day]),
            sum(one.chosen for one in used[day]),
        )
        for day in every
    ]


def _of_people(used: Iterable[DayOfUse]) -> list[Line]:
    """Who wrote most comes first."""
    by_user: defaultdict[UserId, list[DayOfUse]] = defaultdict(list)
    for one in used:
        by_user[one.user_id].append(one)
    lines = [_sum(days[-1].name or str(user_id), days) for user_id, days in by_user.items()]
    return sorted(lines, key=lambda line: -(line.variants + line.refinements))


def _of_days(used: Iterable[DayOfUse]) -> list[Line]:
    """The latest first."""
    return [_sum(f"{one.day:%d.%m}", [one]) for one in reversed(list(used))]


def _total(lines: Sequence[Line]) -> Line:
    return Line(
        texts.usage.TOTAL,
        sum(line.briefs for line in lines),
        sum(line.variants for line in lines),
        sum(line.refinements for line in lines),
        sum(line.chosen for line in lines),
    )


def _sum(name: str, days: Sequence[DayOfUse]) -> Line:
    return Line(
        name,
        sum(one.briefs for one in days),
        sum(one.variants for one in days),
        sum(one.refinements for one in days),
        sum(one.chosen for one in days),
    )


def _keyboard(period: _Period) -> InlineKeyboardMarkup:
    chosen = period.of or 0
    periods = [
        button(
            texts.usage.days_button(days, current=days == period.days),
            buttons.UsageChart(days=days, user_id=chosen),
        )
        for days in PERIODS
    ]
    people = [
        button(texts.words.cut(name, 20), buttons.UsageChart(days=period.days, user_id=user_id))
        for user_id, name in _busiest(period.used)[:BUTTONS]
        if user_id != period.of
    ]
    everybody = [button(texts.usage.EVERYBODY, buttons.UsageChart(days=period.days))] if period.of else []
    rows = [people[start : start + 2] for start in range(0, len(people), 2)]
    as_table = [button(texts.usage.TABLE, buttons.UsageTable(days=period.days))] if period.used else []
    return markup(periods, everybody, *rows, as_table)


def _busiest(used: Iterable[DayOfUse]) -> list[tuple[UserId, str]]:
    """People with their names, who wrote most comes first."""
    names: dict[UserId, str] = {}
    written: Counter[UserId] = Counter()
    for one in used:
        names[one.user_id] = one.name or str(one.user_id)
        written[one.user_id] += one.variants + one.refinements
    return [(user_id, names[user_id]) for user_id, _ in written.most_common()]


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(chart, buttons.UsageChart.filter())
    router.callback_query.register(table, buttons.UsageTable.filter())
    return router
