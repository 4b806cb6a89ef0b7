"""Who the bot is, what it can be told, and whom it knows."""

from typing import Any

from sandbox import files, render
from sandbox.errors import bad_request
from sandbox.model import Json
from sandbox.params import Params
from sandbox.world import World

MAX_COMMANDS = 100


def get_me(world: World, _: Params) -> Json:
    return {
        **render.bot(world),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }


def scope_key(scope: Any, language: str = "") -> str:
    """One text for a BotCommandScope, most general last in `visible_commands`."""
    scope = scope or {"type": "default"}
    parts = [scope.get("type", "default"), scope.get("chat_id"), scope.get("user_id"), language]
    return ":".join(str(part) for part in parts if part)


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.objects("commands")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        name, description = str(one.get("command", "")).lstrip("/"), str(one.get("description", ""))
        if (
            not name.isascii()
            or not name.replace("_", "a").isalnum()
            or name != name.lower()
            or len(name) > 32
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[scope_key(params.object("scope"), params.text("language_code"))] = commands
    world.feed.emit("bot", 0)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get(scope_key(params.object("scope"), params.text("language_code")), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(scope_key(params.object("scope"), params.text("language_code")), None)
    world.feed.emit("bot", 0)
    return True


def visible_commands(world: World, chat_id: int) -> list[Json]:
    """The commands that a person sees in a chat: the narrowest scope that has any."""
    kind = "all_private_chats" if chat_id > 0 else "all_group_chats"
    for key in (f"chat:{chat_id}", kind, "default"):
        for language in (":ru", ""):
            if found := world.profile.commands.get(key + language):
                return found
    return []


def set_my_name(world: World, params: Params) -> bool:
    world.profile.name = params.text("name") or world.profile.name
    world.feed.emit("bot", 0)
    return True


def get_my_name(world: World, _: Params) -> Json:
    return {"name": world.profile.name}


def set_my_description(world: World, params: Params) -> bool:
    world.profile.description = params.text("description")
    world.feed.emit("bot", 0)
    return True


def get_my_description(world: World, _: Params) -> Json:
    return {"description": world.profile.description}


def set_my_short_description(world: World, params: Params) -> bool:
    world.profile.short_description = params.text("short_description")
    return True


def get_my_short_description(world: World, _: Params) -> Json:
    return {"short_description": world.profile.short_description}


def set_chat_menu_button(world: World, params: Params) -> bool:
    world.profile.menu_buttons[params.integer("chat_id")] = params.object("menu_button") or {
        "type": "default"
    }
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    buttons = world.profile.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(0) or {"type": "default"}


def get_chat(world: World, params: Params) -> Json:
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
    return {
        **render.chat(world, world.chat(params.chat_id)),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**gifts, "gifts_from_channels": False},
    }


def get_chat_member(world: World, params: Params) -> Json:
    world.chat(params.chat_id)
    return {"status": "member", "user": render.user(world.user(params.integer("user_id")))}


def get_file(world: World, params: Params) -> Json:
    stored = files.find(world, params.text("file_id"))
    if len(stored.data) > world.options.getfile_limit:
        raise bad_request("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.data),
        "file_path": stored.path,
    }
