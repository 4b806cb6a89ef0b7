"""Updates at random: JSON in the shape of aiogram's models, from people who matter, and mutated."""

import types
from collections.abc import Callable
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, Literal, Union, get_args, get_origin

from aiogram.types import TelegramObject, Update
from hypothesis import strategies as st

Json = dict[str, Any]

DEPTH = 5
OFTEN = ["message", "callback_query"]  # what people send nearly all the time
OPTIONAL = 4  # fields that need not be there, per object, at most
PEOPLE = (100, 101, 102, 103, 104, 105, 2**40)
CHATS = (*PEOPLE, -1001000000001)
TEXTS = (
    "/start",
    "/help",
    "/cancel",
    "/new",
    "/admin",
    "/history",
    "/settings",
    "/start@copydesk_sandbox_bot x",
    "Задача: позвать",
    "Вебинар 24 апреля в 15:00, регистрация на logos-cae.ru",
    "<b>жирно & <script>",
    "\u202eперевёрнуто\x00",
    "👩‍👩‍👧‍👦" * 50,
    "д" * 4096,
    "",
)
PREFIXES = (
    "go",
    "more",
    "choose",
    "checks",
    "origin",
    "hide",
    "brief",
    "change",
    "back",
    "task",
    "platform",
    "tone",
    "variants",
    "facts",
    "again",
    "options",
    "intone",
    "for",
    "field",
    "undo",
    "redo",
    "rate",
    "favour",
    "show",
    "stop",
    "new",
    "words",
    "edit",
    "noedit",
    "history",
    "open",
    "view",
    "texts",
    "delete",
    "erase",
    "stars",
    "star",
    "unstar",
    "access",
    "decide",
    "shorter",
    "other",
    "forget",
    "keep",
    "setting",
    "prefer",
    "export",
    "file_brief",
    "adm",
    "adm_people",
    "adm_person",
    "adm_move",
    "adm_queue",
    "adm_stop",
    "adm_use",
    "adm_lora",
    "adm_file",
    "adm_get",
    "adm_put",
    "adm_back",
    "adm_cast",
    "adm_send",
    "adm_drop",
    "adm_halt",
    "adm_log",
)
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**63,
    2**31,
    1.5,
    "",
    "x",
    "\ud83d",
    [],
    {},
    [[]],
    {"id": 1},
    "1" * 5000,
)


def updates() -> st.SearchStrategy[Json]:
    """One of the kinds of update, with an object of that kind in it."""
    kinds = [name for name in Update.model_fields if name != "update_id"]
    kinds += OFTEN * len(kinds)
    return st.sampled_from(kinds).flatmap(
        lambda kind: _value(Update.model_fields[kind].annotation, DEPTH).map(lambda value: {kind: value})
    )


@cache
def _model(model: type[TelegramObject], depth: int) -> st.SearchStrategy[Json]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    required = {
        name: _value(field.annotation, depth - 1) for name, field in fields.items() if field.is_required()
    }
    optional = [name for name, field in fields.items() if not field.is_required()]

    def with_some(names: set[str]) -> st.SearchStrategy[Json]:
        more = {name: _value(fields[name].annotation, depth - 1) for name in sorted(names)}
        return st.fixed_dictionaries({**required, **more})

    some = (
        st.sets(st.sampled_from(optional), max_size=OPTIONAL if depth > 1 else 0)
        if optional
        else st.just(set())
    )
    return some.flatmap(with_some)


def _value(annotation: Any, depth: int) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        options = [one for one in arguments if one is not type(None)]
        return st.sampled_from(options).flatmap(lambda one: _value(one, depth))
    if origin is list:
        return st.lists(_value(arguments[0], depth), max_size=2)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is not None:  # Annotated
        return _value(arguments[0], depth)
    if isinstance(annotation, type) and issubclass(annotation, TelegramObject):
        return st.deferred(lambda: _model(annotation, depth)) if depth > 0 else st.just({})
    return _plain(annotation)


def _plain(annotation: Any) -> st.SearchStrategy[Any]:
    if isinstance(annotation, type):
        if issubclass(annotation, bool):
            return st.booleans()
        if issubclass(annotation, (int, datetime)):
            return st.sampled_from((1, 7, 1_760_000_000, *PEOPLE))
        if issubclass(annotation, float):
            return st.just(0.5)
    return st.sampled_from((*TEXTS, "private", "supergroup", "member", "kicked"))


def peopled(raw: Json, chance: Random) -> Json:
    """The same from somebody, in a chat, with words or a button of ours: so that it gets past the door."""
    placed = {name: _placed(name, value, chance) for name, value in raw.items()}
    for kind in set(OFTEN) & set(placed):
        somebody = chance.choice(PEOPLE)
        given: Json = {"from": {"id": somebody, "is_bot": False, "first_name": "А"}}
        if kind == "message":
            given["chat"] = {"id": somebody, "type": "private"}
            given |= {"text": chance.choice(TEXTS)} if chance.random() < 0.7 else {}
        else:
            given["data"] = _placed("data", "", chance)
        placed[kind] = {**placed[kind], **given}
    return placed


def _placed(name: str, value: Any, chance: Random) -> Any:
    if name in {"from", "user"} and isinstance(value, dict):
        return {**value, "id": chance.choice(PEOPLE), "is_bot": False, "first_name": "А"}
    if name == "chat" and isinstance(value, dict):
        chat_id = chance.choice(CHATS)
        return {**value, "id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    if name == "data" and isinstance(value, str):
        values = (str(chance.choice((0, 1, 2, 3, -1, 2**63, "x"))) for _ in range(chance.randint(0, 3)))
        return ":".join((chance.choice(PREFIXES), *values))
    if isinstance(value, dict):
        return peopled(value, chance)
    if isinstance(value, list):
        return [_placed("", one, chance) for one in value]
    return value


def mutated(raw: Json, chance: Random) -> Json:
    """With one place of it changed into something odd, or gone."""
    places = list(_places(raw))
    container, key = chance.choice(places)
    if isinstance(container, dict) and chance.random() < 0.3:
        del container[key]
    else:
        container[key] = chance.choice(ODD)
    return raw


def _places(value: Any) -> "list[tuple[Any, Any]]":
    pairs: list[tuple[Any, Any]] = []
    items: Callable[[], Any] = value.items if isinstance(value, dict) else lambda: enumerate(value)
    for key, inner in items():
        pairs.append((value, key))
        if isinstance(inner, (dict, list)):
            pairs += _places(inner)
    return pairs
