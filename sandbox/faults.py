"""Scripted failures of the Bot API: what a test or the page asks the server to do wrong, and how often."""

import itertools
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from sandbox.errors import ApiError, bad_request, too_many_requests

Kind = Literal["error", "flood", "hang", "slow", "drop", "drop_after", "duplicate", "garbage"]
KINDS = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure.

    - `error`: refused with `code` and `description`; the call is not processed.
    - `flood`: 429 with `retry_after`; the call is not processed.
    - `hang`: no answer for `seconds`, then the connection breaks; not processed.
    - `slow`: answered properly after `seconds`.
    - `drop`: the connection breaks at once; not processed.
    - `drop_after`: processed, then the connection breaks instead of an answer.
    - `duplicate`: the updates confirmed last are delivered once more (for getUpdates).
    - `garbage`: the answer is bytes that no bot can read; not processed.

    `method` "*" is any method but getUpdates; `chat_id` None is any chat. It strikes `times` times
    (None: always) after letting `after` matching calls pass, each time with this `probability`.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    kind: Kind
    method: str = "*"
    chat_id: int | None = None
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 1
    seconds: float = 60.0

    def matches(self, method: str, chat_id: int | None) -> bool:
        any_method = self.method == "*" and method != "getupdates"
        return (any_method or self.method.lower() == method) and self.chat_id in {None, chat_id}

    def error(self) -> ApiError:
        if self.kind == "flood":
            return too_many_requests(self.retry_after)
        return ApiError(self.code, self.description)


def fault_of(given: dict[str, Any]) -> Fault:
    """Read a fault from JSON; raises ApiError with the reason."""
    if given.get("kind") not in KINDS:
        raise bad_request(f"fault kind must be one of {', '.join(KINDS)}")
    try:
        return TypeAdapter(Fault).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise bad_request(f"fault {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


@dataclass(slots=True)
class _Armed:
    fault: Fault
    passed: int = 0
    struck: int = 0

    def spent(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times


@dataclass(slots=True)
class Faults:
    random: Random
    armed: dict[int, _Armed] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add(self, fault: Fault) -> int:
        """Arm a fault; its number takes it back with `remove`."""
        number = next(self.numbers)
        self.armed[number] = _Armed(fault)
        return number

    def remove(self, number: int | None = None) -> None:
        if number is None:
            self.armed.clear()
        else:
            self.armed.pop(number, None)

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, if any; `method` is in lower case."""
        for number, one in list(self.armed.items()):
            if not one.fault.matches(method, chat_id):
                continue
            one.passed += 1
            if one.passed <= one.fault.after or self.random.random() >= one.fault.probability:
                continue
            one.struck += 1
            if one.spent():
                del self.armed[number]
            return one.fault
        return None
