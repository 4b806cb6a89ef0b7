"""What is being written and what waits; an administrator may stop any of it."""

from contextlib import suppress

from aiogram import Router
from aiogram.types import CallbackQuery

from desk.courier import Courier, Refused, Unreachable
from desk.presenter import Outgoing
from handlers import paging_buttons, texts
from handlers.admin import buttons
from handlers.admin.line import Line
from handlers.admin.screen import markup, show
from handlers.keyboards import button
from storage.audit import Action, Audit, Deed
from storage.records import JobId, User

IN_A_ROW = 4


async def queue(query: CallbackQuery, callback_data: buttons.Queue, line: Line) -> None:
    await _show(query, callback_data.number, line)


async def stop_job(
    query: CallbackQuery,
    callback_data: buttons.StopJob,
    author: User,
    line: Line,
    audit: Audit,
    courier: Courier,
) -> None:
    job = await line.jobs.get(JobId(callback_data.job_id))
    if job is None or not await line.desk.stop(job.id, job.user_id):
        await query.answer(texts.admin.JOB_OVER, show_alert=True)
        return
    await audit.note(Deed(author.id, Action.STOP_JOB, job.user_id, subject=str(job.id)))
    await _show(query, 1, line, toast=texts.admin.JOB_STOPPED)
    if job.user_id != author.id:
        with suppress(Unreachable, Refused):
            await courier.send(job.chat_id, Outgoing(texts.admin.STOPPED_BY_ADMIN))


async def _show(query: CallbackQuery, number: int, line: Line, *, toast: str | None = None) -> None:
    page = await line.page(number)
    stops = [
        button(texts.admin.stop_job(one.job.id), buttons.StopJob(job_id=one.job.id)) for one in page.items
    ]
    keyboard = markup(
        *(stops[start : start + IN_A_ROW] for start in range(0, len(stops), IN_A_ROW)),
        paging_buttons.row(page.number, page.pages, lambda number: buttons.Queue(number=number)),
        [button(texts.admin.REFRESH, buttons.Queue(number=page.number))],
    )
    await show(query, await line.words(page), keyboard, toast=toast)


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(queue, buttons.Queue.filter())
    router.callback_query.register(stop_job, buttons.StopJob.filter())
    return router
