"""What people do in the sandbox, and the updates that the bot gets of it."""

from dataclasses import dataclass
from typing import Any

from sandbox import render
from sandbox.errors import ApiError, bad_request
from sandbox.model import Chat, ChatId, InlineQuery, Json, MessageId, Post, Query, SandboxUser, UserId
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a chat."""

    world: World
    user: SandboxUser
    chat: Chat

    @property
    def user_id(self) -> UserId:
        return UserId(self.user.id)


def seat(world: World, user_id: int, chat_id: int) -> Seat:
    """Raises ApiError 404 for an unknown person or somebody else's private chat."""
    user, chat = world.user(user_id), world.chats.get(ChatId(chat_id))
    if chat is None or (chat.private and chat.id != user_id):
        raise ApiError(404, f"Not Found: user {user_id} has no chat {chat_id}")
    return Seat(world, user, chat)


def say(at: Seat, content: Json, *, reply_to: int | None = None, origin: Json | None = None) -> Post:
    """Send a message; the bot gets it as an update where it would in Telegram."""
    if at.chat.private and at.chat.blocked:
        raise bad_request("you have blocked the bot")
    if reply_to is not None and MessageId(reply_to) not in at.chat.posts:
        raise bad_request("message to be replied not found")
    at.world.start(at.chat)
    reply = None if reply_to is None else MessageId(reply_to)
    post = at.world.post(at.chat, at.user_id, content, reply_to=reply, origin=origin)
    if _bot_reads(at, post):
        at.world.updates.put("message", render.message(at.world, post))
    return post


def edit(at: Seat, message_id: int, content: Json) -> Post:
    post = _post(at, message_id)
    if post.sender_id != at.user_id:
        raise bad_request("message can't be edited")
    post.content, post.edited = content, at.world.clock()
    at.world.changed(post)
    if _bot_reads(at, post):
        at.world.updates.put("edited_message", render.message(at.world, post))
    return post


def delete(at: Seat, message_id: int) -> None:
    """People delete silently: a bot gets no update of it."""
    at.world.delete(at.chat, _post(at, message_id))


def press(at: Seat, message_id: int, data: str, *, inaccessible: bool = False) -> Query:
    """Press a callback button. A message that is no more, or is `inaccessible`, comes as such."""
    world = at.world
    query = Query(world.new_id(), at.user_id, at.chat.id, MessageId(message_id), world.clock())
    world.queries[query.id] = query
    post = None if inaccessible else at.chat.posts.get(query.message_id)
    update: Json = {
        "id": query.id,
        "from": render.user(at.user),
        "chat_instance": str(at.chat.id),
        "data": data,
    }
    if post is not None and post.inline_id is not None:
        update["inline_message_id"] = post.inline_id
    elif post is not None:
        update["message"] = render.message(world, post)
    else:
        update["message"] = {"message_id": message_id, "chat": render.chat(world, at.chat), "date": 0}
    world.updates.put("callback_query", update)
    return query


def button(at: Seat, message_id: int, row: int, column: int) -> Json:
    """The button at this place; raises ApiError when there is none."""
    markup: Any = _post(at, message_id).markup or {}
    try:
        found: Json = markup["inline_keyboard"][row][column]
    except (KeyError, IndexError):
        raise bad_request("there is no such button") from None
    return found


def stop_draft(at: Seat, draft_id: int) -> None:
    """Press the native Stop button of a draft: hides the preview and tells the bot, without a user."""
    draft = at.chat.draft
    if draft is None or draft.id != draft_id or not draft.can_stop or draft.stopped:
        raise bad_request("there is no draft to stop")
    at.chat.stopped_drafts.add(draft.id)
    draft.stopped = True
    if draft.keep_on_stop:
        at.world.feed.emit("draft", at.chat.id, draft=render.draft(draft))
    else:
        at.world.clear_draft(at.chat)
    stopped = {"chat": render.chat(at.world, at.chat), "draft_id": draft.id}
    at.world.updates.put("stopped_message_generation", stopped)


def block(at: Seat, *, blocked: bool) -> None:
    """Block or unblock the bot in a private chat; it gets my_chat_member."""
    if at.chat.blocked == blocked:
        return
    at.chat.blocked = blocked
    world = at.world
    member: Json = {"status": "member", "user": render.bot(world)}
    kicked: Json = {"status": "kicked", "user": render.bot(world), "until_date": 0}
    update = {
        "chat": render.chat(world, at.chat),
        "from": render.user(at.user),
        "date": int(world.clock()),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
    world.updates.put("my_chat_member", update)
    world.feed.emit("user", at.chat.id, user=render.person(world, at.user))


def ask_inline(at: Seat, text: str, offset: str = "") -> InlineQuery:
    """Type `@bot text` in a chat; with an answer's `next_offset` go on down its results."""
    world = at.world
    query = InlineQuery(world.new_id(), at.user_id, at.chat.id, text, world.clock())
    world.inline_queries[query.id] = query
    chat_type = "sender" if at.chat.private else "supergroup"
    asked = {
        "id": query.id,
        "from": render.user(at.user),
        "query": text,
        "offset": offset,
        "chat_type": chat_type,
    }
    world.updates.put("inline_query", asked)
    return query


def choose_inline(at: Seat, query_id: str, result_id: str) -> Post:
    """Post one of the results; the bot gets chosen_inline_result and, in its own chat, the message."""
    world = at.world
    query = world.inline_queries.get(query_id)
    results = (query.answer or {}).get("results", []) if query is not None else []
    result = next((one for one in results if one["id"] == result_id), None)
    if query is None or result is None:
        raise bad_request("there is no such inline result")
    inline_id = f"inline-{world.new_id()}" if result["markup"] else None
    extra = {"via_bot": True, "markup": result["markup"], "inline_id": inline_id}
    post = world.post(at.chat, at.user_id, dict(result["content"]), **extra)
    chosen: Json = {"result_id": result_id, "from": render.user(at.user), "query": query.query}
    if inline_id is not None:
        chosen["inline_message_id"] = inline_id
    world.updates.put("chosen_inline_result", chosen)
    if at.chat.private:
        world.updates.put("message", render.message(world, post))
    return post


def _post(at: Seat, message_id: int) -> Post:
    found = at.chat.posts.get(MessageId(message_id))
    if found is None:
        raise ApiError(404, f"Not Found: no message {message_id}")
    return found


def _bot_reads(at: Seat, post: Post) -> bool:
    """In groups a bot in privacy mode gets commands, mentions of itself and replies to itself."""
    if at.chat.private:
        return True
    text = str(post.content.get("text") or post.content.get("caption") or "")
    answered = at.chat.posts.get(post.reply_to) if post.reply_to is not None else None
    to_bot = answered is not None and answered.sender_id is None
    return to_bot or text.startswith("/") or f"@{at.world.profile.username}" in text
