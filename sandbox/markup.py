"""Telegram's HTML dialect, read as its server reads it (td/telegram/MessageEntity.cpp), errors included."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_NAME_END = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = re.compile(r"\s*")


class MarkupError(ValueError):
    """The reason as Telegram words it, with an offset in UTF-8 bytes."""


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16 units of the plain text
    position: int  # characters of the plain text


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    plain: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> None:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._text()
            elif self.source.startswith("</", self.at):
                self._close()
            else:
                self._open()
        if self.stack:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _text(self) -> None:
        reference = _REFERENCE.match(self.source, self.at)
        character = html.unescape(reference.group()) if reference else self.source[self.at]
        self.at = reference.end() if reference else self.at + 1
        self.plain.append(character)
        self.length += sum(2 if one > "\uffff" else 1 for one in character)

    def _open(self) -> None:
        begin = self.at
        end = _NAME_END.search(self.source, begin)
        if end is None:
            raise MarkupError(f"Unclosed start tag at byte offset {self.bytes_before(begin)}")
        tag = self.source[begin + 1 : end.start()].lower()
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self.bytes_before(begin)}')
        self.at = end.start()
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise MarkupError(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self.bytes_before(begin)}'
            )
        self.stack.append(_Open(tag, argument, self.length, len("".join(self.plain))))

    def _attributes(self, tag: str, begin: int) -> str:
        """Read up to and over `>`; the one attribute that means something for this tag."""
        argument = ""
        while True:
            self._skip_spaces(tag, begin)
            if self.source[self.at] == ">":
                self.at += 1
                return argument
            name = self._match(_ATTRIBUTE)
            if not name:
                where = f'the tag "{tag}" at byte offset {self.bytes_before(begin)}'
                raise MarkupError(f"Empty attribute name in {where}")
            self._skip_spaces(tag, begin)
            value = ""
            if self.source[self.at] == "=":
                self.at += 1
                self._skip_spaces(tag, begin)
                value = self._value(begin)
            argument = _argument(tag, name, value) or argument

    def _value(self, tag_begin: int) -> str:
        begin, quote = self.at, self.source[self.at]
        if quote not in "'\"":
            token = self._match(_TOKEN).lower()
            if self.at < len(self.source) and not _NAME_END.match(self.source, self.at):
                raise MarkupError(f"Unexpected end of name token at byte offset {self.bytes_before(begin)}")
            return token
        end = self.source.find(quote, begin + 1)
        if end < 0:
            raise MarkupError(f"Unclosed start tag at byte offset {self.bytes_before(tag_begin)}")
        self.at = end + 1
        return html.unescape(self.source[begin + 1 : end])

    def _close(self) -> None:
        begin = self.at
        offset = self.bytes_before(begin)
        if not self.stack:
            raise MarkupError(f"Unexpected end tag at byte offset {offset}")
        end = _NAME_END.search(self.source, begin)
        close = self.source.find(">", begin)
        if end is None or self.source[end.start() : close].strip():
            raise MarkupError(f"Unclosed end tag at byte offset {offset}")
        name = self.source[begin + 2 : end.start()]
        opened = self.stack.pop()
        if name and name != opened.tag:
            expected = f'expected "</{opened.tag}>", found "</{name}>"'
            raise MarkupError(f"Unmatched end tag at byte offset {offset}, {expected}")
        self.at = close + 1
        self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length == 0:
            return
        entity: dict[str, Any] = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": length}
        match opened.tag:
            case "a":
                entity["url"] = opened.argument or "".join(self.plain)[opened.position :]
                if "." not in entity["url"] and ":" not in entity["url"]:
                    return  # Telegram drops a link that leads nowhere and keeps its text
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.argument
            case "code" if opened.argument:
                entity["language"] = opened.argument
            case "pre" if self._is_code_of(entity):
                code = self.entities.pop()
                if "language" in code:
                    entity["language"] = code["language"]
        self.entities.append(entity)

    def _is_code_of(self, pre: dict[str, Any]) -> bool:
        last = self.entities[-1] if self.entities else {}
        return last.get("type") == "code" and all(last[key] == pre[key] for key in ("offset", "length"))

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        found = match.group() if match else ""
        self.at += len(found)
        return found

    def _skip_spaces(self, tag: str, begin: int) -> None:
        self._match(_SPACES)
        if self.at >= len(self.source):
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {self.bytes_before(begin)}')


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
        case _:
            return ""


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities (UTF-16 offsets, in order of appearance); raises MarkupError."""
    reader = _Reader(source)
    reader.read()
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(reader.plain), sorted(reader.entities, key=lambda one: (one["offset"], -one["length"]))
