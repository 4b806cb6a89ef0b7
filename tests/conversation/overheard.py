"""A conversation with the bot as a process of its own, of which every log line and connection is known."""

import asyncio
import json
import signal
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.server import Sandbox
from tests.conversation.process import ROOT, line_with, process, toward
from tests.conversation.steps import tap, variant
from tests.people import Town

# Words that occur nowhere else, one for each way in.
NAME, SEED, TASK, TONE, FILE, INSIDE, QUERY, STRANGER, QUOTED, LATER = MARKS = (
    "Кжамбул",
    "Бзыркун",
    "Фтомлень",
    "Хрюсняв",
    "Щаповрик",
    "Дзумпель",
    "Гнявзик",
    "Цмокарь",
    "Жвыньк",
    "Эфурбик",
)

# Every interpreter begins with this: it notes to which addresses sockets are connected, bound or sent.
HOOK = """
import os, sys
_file = os.open(os.environ["OVERHEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_events = {"socket.connect": "connect", "socket.bind": "bind", "socket.sendto": "send",
           "socket.getaddrinfo": "resolve", "socket.gethostbyname": "resolve"}
def _hear(event, arguments):
    if event in _events:
        where = arguments[:2] if _events[event] == "resolve" else arguments[1]
        os.write(_file, f"{_events[event]} {where!r}\\n".encode())
sys.addaudithook(_hear)
"""


@dataclass(frozen=True, slots=True)
class Overheard:
    """``log`` is everything on stderr; ``connections`` are lines as ``connect ('127.0.0.1', 8080)``."""

    url: str
    token: str
    log: str
    connections: tuple[str, ...]
    texts: tuple[str, ...] = field(default=())  # all that the bot has said

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.splitlines()]


def hooked(folder: Path, heard: Path) -> dict[str, str]:
    """Settings of a process whose connections are written to the file ``heard``."""
    hook = folder / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK)
    return {"PYTHONPATH": f"{hook}:{ROOT}", "OVERHEARD": str(heard)}


async def overhear(folder: Path) -> Overheard:
    """From a stranger and a file to a choice, with refusals by Telegram on the way."""
    log, heard = folder / "log", folder / "connections"
    async with Sandbox.open() as sandbox, Town.open(sandbox.url, patience=180) as town:
        talkative = {"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"}
        settings = toward(sandbox, folder / "bot.sqlite3", 101) | hooked(folder, heard) | talkative
        async with process(settings, folder, log) as running:
            await line_with("is ready", running)
            texts = await _talk(town)
            running.send_signal(signal.SIGTERM)
            assert await running.wait() == 0
        lines = tuple(dict.fromkeys(heard.read_text().splitlines()))
        return Overheard(sandbox.url, sandbox.token, log.read_text(), lines, texts)


async def _talk(town: Town) -> tuple[str, ...]:
    anna = await town.person(f"Анна {NAME}", id=101)
    stranger = await town.person(STRANGER, id=666)
    await stranger.ask(f"Пустите, это {STRANGER}")
    await anna.send_document(f"{FILE}.txt", f"Вебинар 24 апреля, ведёт {INSIDE}. Приходите.".encode())
    await anna.until(lambda screen: any(INSIDE in one.text for one in screen.said))
    await anna.ask("/new")
    refusal = f'Bad Request: can\'t parse entities: unsupported start tag "{QUOTED}" at byte offset 1'
    await town.fault("error", "sendMessageDraft", chat_id=anna.id, code=400, description=refusal, times=3)
    await anna.send(
        f"Курс «{SEED}» ({TONE}) 24 апреля в 15:00, запись: logos-cae.ru/apr24\n"
        f"Задача: набрать группу {TASK}\nВариантов: 2"
    )
    await anna.until(lambda screen: any(TASK in one.text for one in screen.said))
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")
    await anna.click("Выбрать", of=last)
    await variant(anna, "Выбрано")
    await town.fault(
        "error", "answerInlineQuery", code=500, description=f"Internal error at {QUERY}", times=1
    )
    await asyncio.gather(anna.inline(QUERY, within=5), return_exceptions=True)
    await town.fault("error", "sendMessage", chat_id=anna.id, code=400, description=refusal)
    await anna.ask(f"/history {LATER}")  # ends in the last error handler
    return tuple(one.text for one in (await anna.look()).said)
