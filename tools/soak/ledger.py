"""What people did and what they saw, independent of what the bot believes."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sandbox.journal import Journal
from sandbox.model import Json
from sandbox.server import Sandbox

VARIANT = "origin:"  # the first button under a text when it is delivered


@dataclass(slots=True)
class Ledger:
    """``in_window``: variants that stood between SENDING and SENT when the process was killed.

    ``lost_answers``: by chat, messages that arrived though the bot was told of a broken connection.
    """

    seeds: dict[str, tuple[int, int]] = field(default_factory=dict)  # marker: (chat, message)
    chosen: set[int] = field(default_factory=set)  # variants on which «choose» was pressed
    presses: Counter[str] = field(default_factory=Counter)  # by kind
    delivered: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    in_window: set[int] = field(default_factory=set)
    lost_answers: Counter[int] = field(default_factory=Counter)
    calls: Counter[int] = field(default_factory=Counter)  # by HTTP status, 0: no answer

    def saw(self, event: Json) -> None:
        """A new message of the bot; edits and deletions are not deliveries."""
        if event["type"] != "message":
            return
        message = event["message"]
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
            for button in row:
                data = str(button.get("callback_data", ""))
                if data.startswith(VARIANT):
                    place = (event["chat_id"], message["message_id"])
                    self.delivered[int(data.removeprefix(VARIANT))].append(place)
                    return

    async def watch(self, sandbox: Sandbox) -> None:
        """Note every delivery until cancelled."""
        feed = sandbox.world.feed
        seen = feed.revision
        while True:
            events = feed.after(seen)
            if events is None:
                raise RuntimeError("more events than the sandbox keeps came at once")
            for event in events:
                self.saw(event)
                seen = event["revision"]
            self.read(sandbox.journal)
            await feed.news(seen, 60.0)

    def read(self, journal: Journal) -> None:
        """Take the calls out of the journal, which keeps so many only."""
        while journal.calls:
            call = journal.calls.popleft()
            self.calls[call.code] += 1
            if call.code == 0 and call.done and call.method == "sendmessage" and call.chat_id is not None:
                self.lost_answers[call.chat_id] += 1
