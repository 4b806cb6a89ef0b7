"""What the sandbox remembers: people, chats, messages, drafts, files."""

from dataclasses import dataclass, field
from typing import Any, NewType

UserId = NewType("UserId", int)
ChatId = NewType("ChatId", int)
MessageId = NewType("MessageId", int)
Json = dict[str, Any]

GROUP = ChatId(-1001000000001)


@dataclass(frozen=True, slots=True)
class SandboxUser:
    """A person of the sandbox. `role` is a word shown beside the name on the page and means nothing more.

    `started`: whether this person has ever written to the bot; Telegram lets a bot write to nobody else.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    role: str = ""
    started: bool = True


DEFAULT_USERS = (
    SandboxUser(101, "Анна", username="anna_sandbox", role="сотрудник"),
    SandboxUser(102, "Борис", username="boris_sandbox", role="коллега"),
    SandboxUser(103, "Незнакомец", role="без доступа", started=False),
    SandboxUser(100, "Админ", username="admin_sandbox", role="администратор"),
)


@dataclass(slots=True)
class Post:
    """One message. `content` holds the Bot API's own fields (text, entities, photo, caption, ...)."""

    id: MessageId
    chat_id: ChatId
    sender_id: UserId | None  # None: the bot
    date: float
    content: Json
    markup: Json | None = None
    reply_to: MessageId | None = None
    origin: Json | None = None  # forward_origin
    via_bot: bool = False
    edited: float | None = None
    silent: bool = False
    inline_id: str | None = None  # inline_message_id, for messages posted through inline mode


@dataclass(slots=True)
class Draft:
    """A text that the bot is still writing; gone after the draft lifetime or with the next message."""

    id: int
    content: Json
    can_stop: bool
    keep_on_stop: bool
    expires: float
    stopped: bool = False


@dataclass(slots=True)
class Chat:
    id: ChatId
    title: str = ""  # of a group; a private chat is named after its person
    started: bool = False
    blocked: bool = False
    last_id: int = 0
    posts: dict[MessageId, Post] = field(default_factory=dict)
    draft: Draft | None = None
    stopped_drafts: set[int] = field(default_factory=set)
    action: str = ""  # the last chat action
    action_until: float = 0.0
    reply_keyboard: Json | None = None

    @property
    def private(self) -> bool:
        return self.id > 0


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    path: str  # as in getFile, `documents/file_1.txt`
    name: str
    mime_type: str
    data: bytes


@dataclass(slots=True)
class Query:
    """A pressed button; `answer` is what answerCallbackQuery said, shown to that person only."""

    id: str
    user_id: UserId
    chat_id: ChatId
    message_id: MessageId
    asked: float
    answer: Json | None = None


@dataclass(slots=True)
class InlineQuery:
    id: str
    user_id: UserId
    chat_id: ChatId
    query: str
    asked: float
    answer: Json | None = None


@dataclass(slots=True)
class Profile:
    """What the bot says about itself."""

    id: int = 0
    name: str = "Copydesk"
    username: str = "copydesk_sandbox_bot"
    description: str = ""
    short_description: str = ""
    commands: dict[str, list[Json]] = field(default_factory=dict)  # by scope key
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # by chat id, 0 is the default
