"""Answers to pressed buttons and inline queries."""

import re
from collections import deque

from sandbox.entities import message_text, units
from sandbox.errors import bad_request
from sandbox.keyboards import inline_only
from sandbox.methods.messages import with_entities
from sandbox.model import Json
from sandbox.params import Params
from sandbox.world import World

ANSWER_LIMIT = 200  # https://core.telegram.org/bots/api#answercallbackquery
MAX_RESULTS = 50  # https://core.telegram.org/bots/api#answerinlinequery
RESULT_ID_BYTES = 64
OFFSET_BYTES = 64
DEFAULT_CACHE_SECONDS = 300
KEPT_ANSWERS = 100
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.answer is not None:
        raise bad_request(_TOO_OLD)
    if world.clock() - query.asked > world.options.query_lifetime:
        raise bad_request(_TOO_OLD)
    text = params.text("text")
    if units(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url")}
    shown = {"query_id": query.id, "message_id": query.message_id, **query.answer}
    seen = world.answers.setdefault((query.user_id, query.chat_id), deque(maxlen=KEPT_ANSWERS))
    seen.append(shown)
    world.feed.emit("answer", query.chat_id, user_id=query.user_id, **shown)
    return True


def answer_inline_query(world: World, params: Params) -> bool:
    query = world.inline_queries.get(params.text("inline_query_id"))
    if query is None or query.answer is not None:
        raise bad_request(_TOO_OLD)
    if world.clock() - query.asked > world.options.query_lifetime:
        raise bad_request(_TOO_OLD)
    results = params.objects("results")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(one.get("id", "")) for one in results]
    if any(not 1 <= len(one.encode()) <= RESULT_ID_BYTES for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = {
        "results": [_result(one) for one in results],
        "button": _way_out(params.object("button")),
        "next_offset": next_offset,
        "is_personal": params.flag("is_personal"),
        "cache_time": params.integer("cache_time", DEFAULT_CACHE_SECONDS),
    }
    world.feed.emit("inline_answer", query.chat_id, query_id=query.id, user_id=query.user_id)
    return True


def _way_out(button: Json | None) -> Json | None:
    """The button above the results, one that leads to the bot's private chat."""
    if button is None:
        return None
    if not button.get("text") or not _START_PARAMETER.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")
    return button


def _result(given: Json) -> Json:
    """Keep a result together with the message it becomes when somebody picks it."""
    if given.get("type") != "article":
        raise bad_request("the sandbox serves inline results of type article only")
    if not given.get("title"):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    message = Params(given).object("input_message_content")
    if message is None:
        raise bad_request("can't parse inline query result: input message content is empty")
    content = Params(message)
    mode, entities = content.text("parse_mode"), content.objects("entities")
    text = message_text(content.text("message_text"), mode, entities)
    return {
        "id": str(given["id"]),
        "title": given["title"],
        "description": given.get("description", ""),
        "content": with_entities("text", text),
        "markup": inline_only(given.get("reply_markup")),
    }
