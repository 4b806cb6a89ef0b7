"""Changing and deleting what is already in a chat."""

from typing import Any

from sandbox import render
from sandbox.errors import bad_request
from sandbox.keyboards import inline_only
from sandbox.methods.messages import caption_content, text_content
from sandbox.model import Chat, Json, MessageId, Post
from sandbox.params import Params
from sandbox.world import World

DELETABLE_SECONDS = 48 * 3600  # https://core.telegram.org/bots/api#deletemessage
MAX_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> Json | bool:
    post = _editable(world, params)
    content = text_content(params)
    if "text" not in post.content:
        raise bad_request("there is no text in the message to edit")
    return _change(world, post, content, params)


def edit_message_caption(world: World, params: Params) -> Json | bool:
    post = _editable(world, params)
    if "text" in post.content:
        raise bad_request("there is no caption in the message to edit")
    kept = {key: value for key, value in post.content.items() if not key.startswith("caption")}
    return _change(world, post, {**kept, **caption_content(params)}, params)


def edit_message_reply_markup(world: World, params: Params) -> Json | bool:
    post = _editable(world, params)
    return _change(world, post, post.content, params)


def delete_message(world: World, params: Params) -> bool:
    chat = world.open_chat(params.chat_id)
    post = chat.posts.get(MessageId(params.integer("message_id")))
    if post is None:
        raise bad_request("message to delete not found")
    if not _deletable(world, chat, post):
        raise bad_request("message can't be deleted for everyone")
    world.delete(chat, post)
    return True


def delete_messages(world: World, params: Params) -> bool:
    chat = world.open_chat(params.chat_id)
    wanted = [MessageId(one) for one in params.numbers("message_ids")]
    if not 1 <= len(wanted) <= MAX_DELETED:
        raise bad_request(
            "message identifiers are not specified" if not wanted else "too many messages to delete"
        )
    found = [chat.posts[one] for one in wanted if one in chat.posts]
    for post in found:
        if _deletable(world, chat, post):
            world.delete(chat, post)
    return True


def _deletable(world: World, chat: Chat, post: Post) -> bool:
    """A bot deletes its own messages and, in private chats, incoming ones, for two days."""
    own = post.sender_id is None or chat.private
    return own and world.clock() - post.date < DELETABLE_SECONDS


def _editable(world: World, params: Params) -> Post:
    if inline_id := params.text("inline_message_id"):
        for chat in world.chats.values():
            for post in chat.posts.values():
                if post.inline_id == inline_id:
                    return post
        raise bad_request("MESSAGE_ID_INVALID")
    chat = world.open_chat(params.chat_id)
    found = chat.posts.get(MessageId(params.integer("message_id")))
    if found is None:
        raise bad_request("message to edit not found")
    if found.sender_id is not None or found.origin is not None:
        raise bad_request("message can't be edited")
    return found


def _change(world: World, post: Post, content: Json, params: Params) -> Json | bool:
    given: Any = params.parsed("reply_markup")
    markup = inline_only(given)
    if content == post.content and markup == post.markup:
        raise bad_request(_NOT_MODIFIED)
    if content != post.content:
        post.edited = world.clock()
    post.content, post.markup = content, markup
    world.changed(post)
    return True if params.text("inline_message_id") else render.message(world, post)
