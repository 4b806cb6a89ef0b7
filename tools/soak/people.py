"""Somebody at random: writes seeds, presses whatever the chat shows, stops what is being written."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sandbox import contents, people
from sandbox.entities import formatted
from sandbox.errors import ApiError
from sandbox.model import Post
from sandbox.people import Seat
from tools.soak.ledger import Ledger

# Buttons that end or repeat deliveries, ask for words, or are an administrator's, would blur the accounts.
PRESSED = frozenset(
    {
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
        "tone",
        "facts",
        "again",
        "options",
        "buttons",
        "intone",
        "undo",
        "redo",
        "rate",
        "favour",
        "show",
        "stop",
        "new",
        "variants",
    }
)
EAGER = ("go:", "choose:", "more:", "again:")
LOOKS_BACK = 14  # messages
MOST_VARIANTS = 2
BACKLOG = 8  # updates that wait while the bot is down: then people wait, too
THINKING = (0.1, 1.6)  # seconds
COMMANDS = ("/start", "/help", "/new", "/privacy")
FACTS = (
    "Вебинар о переносе расчётных моделей из зарубежного пакета: 24 апреля в 15:00, участие бесплатное, "
    "регистрация на logos-cae.ru/apr24. Час рассказа и полчаса на вопросы, запись пришлют всем. Покажем, как "
    "модель турбины на 12 млн ячеек открывается без ручной правки сетки, и сколько времени это экономит."
)


@dataclass(slots=True)
class Somebody:
    at: Seat
    random: Random
    ledger: Ledger
    _sent: int = 0
    _pressed: dict[tuple[int, str], int] = field(default_factory=dict)

    async def live(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            await asyncio.sleep(self.random.uniform(*THINKING))
            if self.at.world.updates.pending < BACKLOG:
                self.act()

    def act(self) -> None:
        dice = self.random.random()
        if dice < 0.12:
            self._send_seed()
        elif dice < 0.16:
            self._say(self.random.choice(COMMANDS))
        elif dice < 0.20 and self.at.chat.draft is not None:
            self._stop()
        else:
            self._press_something()

    def _send_seed(self) -> None:
        self._sent += 1
        marker = f"Партия {self.at.user.id}-{self._sent}."
        form = f"Площадка: SMS\nВариантов: {self.random.randint(1, MOST_VARIANTS)}"
        if self.random.random() < 0.8:
            form += "\nЗадача: собрать регистрации"
        message = self._say(f"{FACTS} {marker}\n{form}")
        self.ledger.seeds[marker] = (message.chat_id, message.id)

    def _say(self, text: str) -> Post:
        return people.say(self.at, contents.text_content(formatted(text, None)))

    def _stop(self) -> None:
        draft = self.at.chat.draft
        if draft is not None and draft.can_stop and not draft.stopped:
            people.stop_draft(self.at, draft.id)

    def _press_something(self) -> None:
        offers = [(post, data) for post in self._latest() for data in _buttons(post)]
        eager = [(post, data) for post, data in offers if data.startswith(EAGER)]
        if not offers:
            return
        post, data = self.random.choice(eager if eager and self.random.random() < 0.6 else offers)
        times = 2 if self.random.random() < 0.1 else 1  # a double tap
        for _ in range(times):
            self._press(post, data)

    def _press(self, post: Post, data: str) -> None:
        kind, _, rest = data.partition(":")
        try:
            people.press(self.at, post.id, data)
        except ApiError:
            return
        self.ledger.presses[kind] += 1
        if kind == "choose":
            self.ledger.chosen.add(int(rest))

    def _latest(self) -> list[Post]:
        return [post for post in self.at.chat.posts.values() if post.sender_id is None][-LOOKS_BACK:]


def _buttons(post: Post) -> list[str]:
    rows = (post.markup or {}).get("inline_keyboard", [])
    found = [str(button["callback_data"]) for row in rows for button in row if "callback_data" in button]
    return [data for data in found if data.split(":")[0] in PRESSED and not _asks_for_many(data)]


def _asks_for_many(data: str) -> bool:
    kind, *rest = data.split(":")
    return kind == "variants" and int(rest[-1]) > MOST_VARIANTS
