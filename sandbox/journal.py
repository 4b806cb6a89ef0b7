"""What the bot has called, for tests that count calls; texts are not kept."""

from collections import deque
from dataclasses import asdict, dataclass, field

from sandbox.model import Json

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    method: str  # in lower case
    chat_id: int | None
    at: float
    code: int  # HTTP status; 0 when the connection was broken instead of an answer
    units: int  # length of the text in UTF-16 units
    done: bool = True  # False: the connection was broken before anything was done


@dataclass(slots=True)
class Journal:
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT))

    def note(self, call: Call) -> None:
        if call.method != "getupdates":
            self.calls.append(call)

    def of(self, method: str = "", chat_id: int | None = None) -> list[Json]:
        wanted = method.lower()
        return [
            asdict(call)
            for call in self.calls
            if call.method == (wanted or call.method) and chat_id in {None, call.chat_id}
        ]
