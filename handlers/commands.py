"""The commands in the clients' menus: everybody's, and those of administrators beside them."""

import logging
from collections.abc import Iterable, Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from handlers import texts
from storage.records import Role, User, UserId

log = logging.getLogger(__name__)

Listing = Sequence[tuple[str, str]]


async def announce(bot: Bot, admins: Iterable[User]) -> None:
    """At the start; what stood there from the last time may be another version's."""
    await bot.set_my_commands(_menu(texts.start.COMMANDS), scope=BotCommandScopeAllPrivateChats())
    for admin in admins:
        await for_role(bot, admin.id, admin.role)


async def for_role(bot: Bot, user_id: UserId, role: Role) -> None:
    """When somebody's role has changed. One who has never written to the bot has no menu yet."""
    scope = BotCommandScopeChat(chat_id=user_id)
    try:
        if role is Role.ADMIN:
            commands = _menu([*texts.start.COMMANDS, *texts.start.ADMIN_COMMANDS])
            await bot.set_my_commands(commands, scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramAPIError as error:
        log.warning("user %s: the menu of commands is as it was, %s", user_id, type(error).__name__)


def _menu(listing: Listing) -> list[BotCommand]:
    return [BotCommand(command=name, description=words) for name, words in listing]
