"""Texts that are still being written: sendMessageDraft, and the chat action."""

import asyncio

from sandbox.entities import TEXT_LIMIT, formatted, units
from sandbox.errors import bad_request
from sandbox.methods.messages import with_entities
from sandbox.model import Draft
from sandbox.params import Params
from sandbox.world import World

ACTION_SECONDS = 5.0  # "The status is set for 5 seconds or less"
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message_draft(world: World, params: Params) -> bool:
    chat = world.open_chat(params.chat_id)
    if not chat.private:
        raise bad_request("drafts can be sent to private chats only")
    draft_id = params.integer("draft_id")
    if draft_id == 0:
        raise bad_request("draft_id must be non-zero")
    text = formatted(params.text("text"), params.text("parse_mode"), params.objects("entities"))
    if units(text.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    lifetime = world.options.draft_lifetime
    draft = Draft(
        id=draft_id,
        content=with_entities("text", text) or {"text": ""},
        can_stop=params.flag("can_stop"),
        keep_on_stop=params.flag("keep_on_stop"),
        expires=world.clock() + lifetime,
    )
    world.show_draft(chat, draft)
    asyncio.get_running_loop().call_later(lifetime, world.expire_draft, chat, draft)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    chat = world.open_chat(params.chat_id)
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = action
    chat.action_until = world.clock() + ACTION_SECONDS
    world.feed.emit("action", chat.id, action=action, until=chat.action_until)
    return True
