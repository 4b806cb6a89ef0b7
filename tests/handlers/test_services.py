"""aiogram passes what it finds by name and omits the rest silently: here is what there is to find."""

from collections.abc import Iterator
from typing import Any, get_type_hints

from aiogram import Router
from aiogram.dispatcher.event.handler import CallableObject

import handlers
from handlers.services import Services

FROM_AIOGRAM = {"bot", "state", "event_from_user", "callback_data", "raw_state", "event"}
FROM_THE_DOOR = {"author"}
FROM_OWNERSHIP = {"brief", "variant"}  # handlers/own.py
FROM_FILTERS = {"command", "document", "part_of", "replied", "replied_to", "sentence", "source", "words"}
KNOWN = FROM_AIOGRAM | FROM_THE_DOOR | FROM_OWNERSHIP | FROM_FILTERS | get_type_hints(Services).keys()


def routers(router: Router) -> Iterator[Router]:
    yield router
    for one in router.sub_routers:
        yield from routers(one)


def called() -> Iterator[tuple[str, CallableObject]]:
    """Every handler and every filter function of ours."""
    for top in handlers.routes():
        for router in routers(top):
            for observer in router.observers.values():
                for handler in observer.handlers:
                    yield f"{router.name}.{getattr(handler.callback, '__name__', '?')}", handler
                    for one in handler.filters or []:
                        yield f"{router.name}.{getattr(one.callback, '__name__', '?')}", one


def wanted(one: CallableObject) -> set[str]:
    """Parameters beside the event itself, which comes first."""
    code: Any = getattr(one.callback, "__code__", None)
    if code is None or getattr(one.callback, "__module__", "").startswith(("aiogram", "magic_filter")):
        return set()  # not written here
    names = list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    return set(names[1:])


def test_every_handler_and_filter_can_be_served() -> None:
    missing = {name: wanted(one) - KNOWN for name, one in called()}

    assert {name: names for name, names in missing.items() if names} == {}


def test_there_is_something_to_serve() -> None:
    assert len(list(called())) > 30


def test_routers_are_fresh_so_that_every_test_builds_its_own_dispatcher() -> None:
    assert {id(one) for one in handlers.routes()}.isdisjoint(id(one) for one in handlers.routes())
