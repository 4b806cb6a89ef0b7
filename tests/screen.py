"""What a person sees in a chat of the sandbox, as plain values."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_SHOWN = 400  # characters of a message in a transcript
_MEDIA = (
    "photo",
    "sticker",
    "voice",
    "audio",
    "video",
    "video_note",
    "animation",
    "location",
    "venue",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What answerCallbackQuery showed."""

    text: str
    show_alert: bool
    url: str
    query_id: str
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    id: int
    text: str
    can_stop: bool


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is the text or the caption without markup; `raw` is the Bot API's Message."""

    id: int
    mine: bool
    sender: str
    text: str
    rows: tuple[tuple[Button, ...], ...]
    raw: Json = field(repr=False)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    def button(self, label: str) -> Button:
        """The first button whose text contains `label`."""
        for one in self.buttons:
            if label in one.text:
                return one
        raise AssertionError(f"No button «{label}» among {self.labels}")

    @property
    def file_id(self) -> str:
        media = self.raw.get("document") or (self.raw.get("photo") or [{}])[-1]
        return str(media.get("file_id", ""))

    @property
    def file_name(self) -> str:
        return str(self.raw.get("document", {}).get("file_name", ""))

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    def formatted(self, kind: str) -> list[str]:
        """The pieces of the text with this formatting: `bold`, `expandable_blockquote`, ..."""
        encoded = self.text.encode("utf-16-le")
        entities = self.raw.get("entities") or self.raw.get("caption_entities") or []
        spans = [
            (one["offset"] * 2, (one["offset"] + one["length"]) * 2)
            for one in entities
            if one["type"] == kind
        ]
        return [encoded[start:end].decode("utf-16-le") for start, end in spans]

    def line(self) -> str:
        """One line of a transcript."""
        media = "".join(f"[{kind}] " for kind in _MEDIA if kind in self.raw)
        media += f"[{self.file_name}] " if self.file_name else ""
        text = self.text if len(self.text) <= _SHOWN else self.text[:_SHOWN] + "…"
        rows = "".join("\n      " + " ".join(f"[{button.text}]" for button in row) for row in self.rows)
        return f"  {self.id} {self.sender}: {media}{text}{rows}"


@dataclass(frozen=True, slots=True)
class Screen:
    revision: int = 0
    messages: tuple[Message, ...] = ()
    draft: Draft | None = None
    answers: tuple[Answer, ...] = ()
    action: str = ""
    commands: tuple[str, ...] = ()
    reply_keyboard: tuple[tuple[str, ...], ...] = ()

    @property
    def said(self) -> tuple[Message, ...]:
        """The bot's messages."""
        return tuple(message for message in self.messages if not message.mine)

    @property
    def last(self) -> Message:
        """The bot's newest message; an AssertionError while it has said nothing."""
        if not self.said:
            raise AssertionError(f"The bot has said nothing yet.\n{self.transcript()}")
        return self.said[-1]

    def transcript(self) -> str:
        lines = [message.line() for message in self.messages]
        if self.draft is not None:
            lines.append(f"  … draft {self.draft.id}: {self.draft.text}")
        lines += [f"  (answer: {answer.text})" for answer in self.answers[-3:] if answer.text]
        return "\n".join(lines) or "  (empty chat)"


def screen_of(chat: Json, viewer: int) -> Screen:
    """Read `GET /sandbox/users/{id}/chats/{chat}`."""
    draft = chat["draft"]
    return Screen(
        revision=chat["revision"],
        messages=tuple(_message(one, viewer) for one in chat["messages"]),
        draft=draft and Draft(draft["id"], draft["text"], draft["can_stop"]),
        answers=tuple(Answer(**one) for one in chat["answers"]),
        action=chat["action"],
        commands=tuple(one["command"] for one in chat["commands"]),
        reply_keyboard=_labels(chat["reply_keyboard"]),
    )


def _message(raw: Json, viewer: int) -> Message:
    rows = raw.get("reply_markup", {}).get("inline_keyboard", [])
    return Message(
        id=raw["message_id"],
        mine=not raw["from"]["is_bot"],
        sender=raw["from"]["first_name"] + (" (я)" if raw["from"]["id"] == viewer else ""),
        text=raw.get("text") or raw.get("caption") or "",
        rows=tuple(tuple(_button(one) for one in row) for row in rows),
        raw=raw,
    )


def _button(raw: Json) -> Button:
    copied = raw.get("copy_text")
    return Button(
        text=raw["text"],
        data=raw.get("callback_data"),
        url=raw.get("url"),
        copy_text=copied and copied["text"],
        style=raw.get("style"),
        disabled="disabled" in raw,
    )


def _labels(keyboard: Json | None) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one["text"] for one in row) for row in (keyboard or {}).get("keyboard", []))
