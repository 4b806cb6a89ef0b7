"""Bot API objects, as the bot, the page and the tests read them."""

from typing import TYPE_CHECKING

from sandbox.model import Chat, ChatId, Draft, Json, Post, SandboxUser

if TYPE_CHECKING:
    from sandbox.world import World


def bot(world: "World") -> Json:
    profile = world.profile
    return {"id": profile.id, "is_bot": True, "first_name": profile.name, "username": profile.username}


def user(person: SandboxUser) -> Json:
    optional = {"last_name": person.last_name, "username": person.username}
    shown = {key: value for key, value in optional.items() if value}
    return {"id": person.id, "is_bot": False, "first_name": person.first_name, **shown, "language_code": "ru"}


def person(world: "World", one: SandboxUser) -> Json:
    """A user as the page lists it: with its role and whether it has blocked the bot."""
    chat = world.chats[ChatId(one.id)]
    return {**user(one), "role": one.role, "started": chat.started, "blocked": chat.blocked}


def chat(world: "World", one: Chat) -> Json:
    if not one.private:
        return {"id": one.id, "type": "supergroup", "title": one.title}
    owner = user(world.user(one.id))
    names: Json = {key: owner[key] for key in ("first_name", "last_name", "username") if key in owner}
    return {"id": one.id, "type": "private", **names}


def message(world: "World", post: Post, *, with_reply: bool = True) -> Json:
    where = world.chats[post.chat_id]
    sender = bot(world) if post.sender_id is None else user(world.user(post.sender_id))
    shown: Json = {
        "message_id": post.id,
        "from": sender,
        "chat": chat(world, where),
        "date": int(post.date),
        **post.content,
    }
    if post.edited is not None:
        shown["edit_date"] = int(post.edited)
    if post.origin is not None:
        shown["forward_origin"] = post.origin
    if post.via_bot:
        shown["via_bot"] = bot(world)
    if post.markup is not None and "inline_keyboard" in post.markup:
        shown["reply_markup"] = post.markup
    answered = where.posts.get(post.reply_to) if post.reply_to is not None else None
    if with_reply and answered is not None:
        shown["reply_to_message"] = message(world, answered, with_reply=False)
    return shown


def draft(one: Draft) -> Json:
    return {
        "id": one.id,
        "can_stop": one.can_stop,
        "stopped": one.stopped,
        "expires": one.expires,
        **one.content,
    }
