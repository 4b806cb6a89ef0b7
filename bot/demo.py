"""Without a token: a Telegram of our own, with people in it who need not ask for access."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from rich.console import Console
from rich.panel import Panel

from sandbox.errors import PortBusy
from sandbox.server import Sandbox
from storage.records import Role, UserId
from storage.users import Users

NEXT_PORTS = 20  # tried after the wanted one

# The sandbox's own people; its fourth, 103, is the stranger who has to ask.
PEOPLE = {UserId(100): Role.ADMIN, UserId(101): Role.STAFF, UserId(102): Role.STAFF}


@asynccontextmanager
async def open_sandbox(port: int) -> AsyncIterator[Sandbox]:
    """On ``port``, or on the next free one. Raises PortBusy when none is."""
    async with AsyncExitStack() as stack:
        yield await _first_free(stack, port)


async def _first_free(stack: AsyncExitStack, port: int) -> Sandbox:
    for candidate in range(port, min(port + NEXT_PORTS, 65535)):
        with suppress(PortBusy):
            return await stack.enter_async_context(Sandbox.open(port=candidate))
    return await stack.enter_async_context(Sandbox.open(port=min(port + NEXT_PORTS, 65535)))


async def let_in(users: Users) -> None:
    for user_id, role in PEOPLE.items():
        await users.request_access(user_id, "")
        await users.set_role(user_id, role)


def invite(console: Console, url: str) -> None:
    """Say where the chat is; the address stands on a line of its own, to be clicked or copied."""
    console.print(Panel.fit(f"Copydesk is ready. Open the chat in a browser:\n\n[bold]{url}[/bold]"))
