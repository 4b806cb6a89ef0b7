"""sendMessage and its family: what puts a message of the bot into a chat."""

from sandbox import files, render
from sandbox.entities import Formatted, caption_text, message_text
from sandbox.errors import bad_request
from sandbox.keyboards import checked_markup
from sandbox.model import Chat, Json, MessageId, Post
from sandbox.params import Params
from sandbox.world import World


def with_entities(name: str, text: Formatted) -> Json:
    """Content fields of a text: `text`/`entities` or `caption`/`caption_entities`."""
    if not text.text:
        return {}
    key = "entities" if name == "text" else "caption_entities"
    return {name: text.text, key: list(text.entities)} if text.entities else {name: text.text}


def text_content(params: Params) -> Json:
    entities = params.objects("entities")
    content = with_entities("text", message_text(params.text("text"), params.text("parse_mode"), entities))
    if (preview := params.object("link_preview_options")) is not None:
        content["link_preview_options"] = preview
    return content


def caption_content(params: Params) -> Json:
    entities = params.objects("caption_entities")
    return with_entities("caption", caption_text(params.text("caption"), params.text("parse_mode"), entities))


def send_message(world: World, params: Params) -> Json:
    chat = world.open_chat(params.chat_id)
    return render.message(world, send(world, chat, text_content(params), params))


def send_document(world: World, params: Params) -> Json:
    chat = world.open_chat(params.chat_id)
    given = params.file("document")
    if isinstance(given, str):
        stored = files.find(world, given)
    else:
        if not given.data:
            raise bad_request("file must be non-empty")
        stored = files.keep(world, given, "documents")
    content = {"document": files.document(stored), **caption_content(params)}
    return render.message(world, send(world, chat, content, params))


def send_photo(world: World, params: Params) -> Json:
    chat = world.open_chat(params.chat_id)
    given = params.file("photo")
    if isinstance(given, str):
        stored = files.find(world, given)
    else:
        files.picture_size(given.data)
        stored = files.keep(world, given, "photos")
    content = {"photo": files.photo(stored), **caption_content(params)}
    return render.message(world, send(world, chat, content, params))


def forward_message(world: World, params: Params) -> Json:
    chat = world.open_chat(params.chat_id)
    source = _source(world, params, "forward")
    origin = source.origin or {
        "type": "user",
        "date": int(source.date),
        "sender_user": render.message(world, source)["from"],
    }
    post = world.post(chat, None, dict(source.content), origin=origin)
    return render.message(world, post)


def copy_message(world: World, params: Params) -> Json:
    chat = world.open_chat(params.chat_id)
    source = _source(world, params, "copy")
    post = send(world, chat, dict(source.content), params)
    return {"message_id": post.id}


def send(world: World, chat: Chat, content: Json, params: Params) -> Post:
    """Post as the bot, with the options that all sending methods share."""
    markup = checked_markup(params.parsed("reply_markup"))
    reply_to = _reply_to(chat, params)
    silent = params.flag("disable_notification")
    return world.post(chat, None, content, markup=markup, reply_to=reply_to, silent=silent)


def _reply_to(chat: Chat, params: Params) -> MessageId | None:
    given = params.object("reply_parameters")
    if given is None:
        legacy = params.integer("reply_to_message_id")
        given = {"message_id": legacy} if legacy else None
    if given is None:
        return None
    if not isinstance(given.get("message_id"), int):
        raise bad_request("can't parse reply parameters JSON object")
    message_id = MessageId(given["message_id"])
    if message_id in chat.posts:
        return message_id
    if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _source(world: World, params: Params, verb: str) -> Post:
    source = world.chat(params.integer("from_chat_id"))
    post = source.posts.get(MessageId(params.integer("message_id")))
    if post is None:
        raise bad_request(f"message to {verb} not found")
    return post
