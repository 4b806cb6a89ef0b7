"""Which model writes and with which adapter; switching them while everything goes on."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from desk.courier import Courier, Refused, Unreachable
from desk.models import Models
from desk.presenter import Outgoing
from desk.switching import CONFIGURED, Busy, FileGone, Outdated, Trouble, View, Wish
from handlers import texts
from handlers.admin import buttons
from handlers.admin.screen import markup, show
from handlers.keyboards import button
from handlers.moments import Moments
from inference.errors import AdapterError, ModelBroken, ModelMissing, ModelTooBig, ModelUnsuitable
from inference.shelf import Kind, Shelved
from storage.errors import DatabaseError
from storage.records import ChatId, User, UserId
from storage.settings import Name
from storage.users import Users

MOST = 30  # files of a kind with a button: Telegram shows 100


async def screen(query: CallbackQuery, models: Models, users: Users, moments: Moments) -> None:
    view = await models.view()
    await show(query, await _text(view, users, moments), _keyboard(view))


async def pick_model(
    query: CallbackQuery,
    callback_data: buttons.PickModel,
    author: User,
    models: Models,
    users: Users,
    courier: Courier,
) -> None:
    told = _report(models, users, courier, author.id)
    wish = Wish(Name.MODEL, callback_data.key, callback_data.revision, author.id, told)
    await _begin(query, wish, models, users)


async def pick_adapter(
    query: CallbackQuery,
    callback_data: buttons.PickAdapter,
    author: User,
    models: Models,
    users: Users,
    courier: Courier,
) -> None:
    told = _report(models, users, courier, author.id)
    wish = Wish(Name.ADAPTER, callback_data.key, callback_data.revision, author.id, told)
    await _begin(query, wish, models, users)


async def _begin(query: CallbackQuery, wish: Wish, models: Models, users: Users) -> None:
    try:
        models.begin(wish)
    except Busy as error:
        name = await _name(users, error.actor_id)
        await query.answer(texts.models.busy(name), show_alert=True)
    else:
        await show(query, texts.models.LOADING, markup(back=buttons.ModelScreen()))


def _report(
    models: Models, users: Users, courier: Courier, admin_id: UserId
) -> Callable[[Trouble | None], Awaitable[None]]:
    async def told(trouble: Trouble | None) -> None:
        words = await _ended(trouble, models, users)
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[button(texts.admin.MODEL, buttons.ModelScreen())]])
        with suppress(Unreachable, Refused):
            await courier.send(ChatId(admin_id), Outgoing(words, keyboard, html=True))

    return told


async def _ended(trouble: Trouble | None, models: Models, users: Users) -> str:
    match trouble:
        case None:
            in_use = models.in_use
            model = in_use.model.name if in_use.model else models.switch.info.name
            return texts.models.switched(model, in_use.adapter.name if in_use.adapter else None)
        case Outdated():
            setting = trouble.setting
            by = setting.changed_by if setting is not None else None
            return texts.models.outdated(await _name(users, by) if by is not None else None)
        case FileGone():
            return texts.models.GONE
        case DatabaseError():
            return texts.models.NOT_STORED
        case ModelMissing():
            return texts.models.missing(Path(trouble.path).name)
        case ModelTooBig():
            name = Path(trouble.path).name
            return texts.models.too_big(name, trouble.needed, trouble.available)
        case ModelBroken():
            return texts.models.broken(Path(trouble.path).name, trouble.reason)
        case ModelUnsuitable():
            return texts.models.unsuitable(Path(trouble.path).name, trouble.reason)
        case AdapterError():
            return texts.models.adapter_refused(Path(str(trouble).partition(":")[0]).name)
    return texts.models.failed()


async def _text(view: View, users: Users, moments: Moments) -> str:
    info, in_use = view.info, view.in_use
    lines = [texts.models.overview(info.name, info.context, info.prompt_profile)]
    if in_use.model is None:
        return "\n".join([*lines, texts.models.ON_SERVER])
    lines.append(texts.models.file_line(in_use.model.name))
    misfit = in_use.misfit.name if in_use.misfit else None
    lines.append(texts.models.adapter_line(in_use.adapter.name if in_use.adapter else None, misfit))
    if left_out := sum(len(view.of_kind(kind)[MOST:]) for kind in Kind):
        lines.append(texts.models.left_out(left_out))
    if view.model is not None and view.model.changed_by is not None:
        by = await _name(users, view.model.changed_by)
        lines.append(texts.models.decided_line(by, moments.words(view.model.changed_at)))
    return "\n".join([*lines, texts.models.HOW])


def _keyboard(view: View) -> InlineKeyboardMarkup:
    if view.in_use.model is None:
        return markup()
    revision = view.model.revision if view.model else 0
    rows = [[_model_button(one, view, revision)] for one in view.of_kind(Kind.MODEL)[:MOST]]
    if view.model is not None and view.model.value != CONFIGURED:
        configured = buttons.PickModel(key="", revision=revision)
        rows.append([button(texts.models.CONFIGURED, configured)])
    return markup(*rows, *_adapter_rows(view))


def _adapter_rows(view: View) -> list[list[InlineKeyboardButton]]:
    revision = view.adapter.revision if view.adapter else 0
    in_use = view.in_use.adapter
    found = view.of_kind(Kind.ADAPTER)[:MOST]
    if not found and in_use is None:
        return []
    rows = [
        [
            button(
                texts.models.adapter_button(one.name, current=_is(one, in_use)),
                buttons.PickAdapter(key=one.key, revision=revision),
            )
        ]
        for one in found
    ]
    bare = texts.models.choice(texts.models.NO_ADAPTER, current=in_use is None)
    return [*rows, [button(bare, buttons.PickAdapter(key="", revision=revision))]]


def _model_button(one: Shelved, view: View, revision: int) -> InlineKeyboardButton:
    label = texts.models.file_button(one.name, one.size, current=_is(one, view.in_use.model))
    return button(label, buttons.PickModel(key=one.key, revision=revision))


def _is(one: Shelved, path: Path | None) -> bool:
    return path is not None and one.path == path.resolve()


async def _name(users: Users, user_id: UserId) -> str:
    user = await users.get(user_id)
    return texts.admin.name(user) if user is not None else texts.journal.SOMEBODY


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(screen, buttons.ModelScreen.filter())
    router.callback_query.register(pick_model, buttons.PickModel.filter())
    router.callback_query.register(pick_adapter, buttons.PickAdapter.filter())
    return router
