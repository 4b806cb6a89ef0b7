"""Text with formatting: lengths in UTF-16 units, limits, and entities found in plain text."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad_request
from sandbox.markup import MarkupError, parse_html

TEXT_LIMIT = 4096  # https://core.telegram.org/bots/api#sendmessage, after entities parsing
CAPTION_LIMIT = 1024

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)»]|(?<![\w@./])(?:[\w-]+\.)+(?:ru|рф|com|org|net|io|me)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")
_UNTOUCHED = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text and its entities, offsets and lengths in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None = None) -> Formatted:
    """Read a text as `sendMessage` would; raises ApiError with Telegram's words."""
    if not parse_mode:
        return _detected(_trimmed(_CONTROL.sub(" ", text), _checked(entities or [])))
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    try:
        plain, found = parse_html(_CONTROL.sub(" ", text))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    return _detected(_trimmed(plain, found))


def _checked(entities: list[Entity]) -> list[Entity]:
    for one in entities:
        places = [one.get("offset"), one.get("length")]
        if not isinstance(one.get("type"), str) or not all(isinstance(at, int) and at >= 0 for at in places):
            raise bad_request("can't parse MessageEntity: type, offset and length expected")
    return list(entities)


def message_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    if not text:
        raise bad_request("message text is empty")
    result = formatted(text, parse_mode, entities)
    if not result.text:
        raise bad_request("text must be non-empty")
    if units(result.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return result


def caption_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    result = formatted(text, parse_mode, entities)
    if units(result.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return result


def split_paste(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Cut a long paste as clients do: at a line or word end where one is near, else anywhere."""
    parts = []
    while units(text) > limit:
        end = _prefix(text, limit)
        cut = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end))
        cut = cut if cut > 0 else end
        parts.append(text[:cut])
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def _prefix(text: str, limit: int) -> int:
    """How many characters from the start fit into `limit` UTF-16 units."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return index
    return len(text)


def _trimmed(text: str, entities: list[Entity]) -> Formatted:
    """Drop outer whitespace; an entity at the start keeps the whitespace it covers, as in Telegram."""
    stripped = text.rstrip()
    end = units(stripped)
    kept = [{**one, "length": min(one["length"], end - one["offset"])} for one in entities]
    kept = [one for one in kept if one["length"] > 0]
    first = min((one["offset"] for one in kept), default=end)
    lead = min(len(stripped) - len(stripped.lstrip(" \n")), first)
    return Formatted(stripped[lead:], tuple({**one, "offset": one["offset"] - lead} for one in kept))


def _detected(text: Formatted) -> Formatted:
    """Add the entities that Telegram finds itself: links, commands, mentions, hashtags."""
    closed = [one for one in text.entities if one["type"] in _UNTOUCHED]
    found = list(text.entities)
    for match in _FOUND.finditer(text.text):
        offset, length = units(text.text[: match.start()]), units(match.group())
        if not any(
            one["offset"] < offset + length and offset < one["offset"] + one["length"] for one in closed
        ):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    found.sort(key=lambda one: (one["offset"], -one["length"]))
    return Formatted(text.text, tuple(found))
