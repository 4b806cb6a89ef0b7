"""The sandbox's state and the few changes that everything else is made of."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox import render
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.feed import Feed
from sandbox.model import (
    GROUP,
    Chat,
    ChatId,
    Draft,
    InlineQuery,
    Json,
    MessageId,
    Post,
    Profile,
    Query,
    SandboxUser,
    StoredFile,
    UserId,
)
from sandbox.updates import Updates

_IDS_BEGIN = 1_760_000_000  # seconds since the epoch; keeps message ids short


@dataclass(frozen=True, slots=True)
class Options:
    """What a test may want shorter than in Telegram."""

    draft_lifetime: float = 30.0  # seconds, as in Telegram
    query_lifetime: float = 60.0  # seconds in which a pressed button may be answered
    getfile_limit: int = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
    upload_limit: int = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#senddocument


@dataclass(slots=True)
class World:
    clock: Callable[[], float]
    options: Options = field(default_factory=Options)
    profile: Profile = field(default_factory=Profile)
    users: dict[UserId, SandboxUser] = field(default_factory=dict)
    chats: dict[ChatId, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    answers: dict[tuple[UserId, ChatId], deque[Json]] = field(default_factory=dict)  # shown to each person
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    feed: Feed = field(default_factory=Feed)
    updates: Updates = field(init=False)
    numbers: "itertools.count[int]" = field(init=False)
    first_message_id: int = field(init=False)

    def __post_init__(self) -> None:
        started = int(self.clock())
        # Ids begin with the time, so that a bot that remembers an earlier run never meets an old id again.
        self.first_message_id = max(started - _IDS_BEGIN, 0)
        self.updates = Updates(self.feed, started)
        self.numbers = itertools.count(started * 1000)
        self.chats[GROUP] = self._new_chat(GROUP, title="Отдел маркетинга", started=True)

    def add_user(self, user: SandboxUser) -> SandboxUser:
        user_id = UserId(user.id)
        self.users[user_id] = user
        if user.id not in self.chats:
            self.chats[ChatId(user.id)] = self._new_chat(ChatId(user.id), started=user.started)
        self.feed.emit("user", user.id, user=render.person(self, user))
        return user

    def _new_chat(self, chat_id: ChatId, *, title: str = "", started: bool) -> Chat:
        return Chat(chat_id, title, started, last_id=self.first_message_id)

    def cursor(self, revision: int) -> str:
        """A revision as the event stream names it: with the run, so that a restart is noticed."""
        return f"{self.first_message_id}.{revision}"

    def revision_at(self, cursor: str) -> int:
        """The revision of a cursor; -1 for one of another run."""
        run, _, revision = cursor.partition(".")
        return int(revision) if run == str(self.first_message_id) and revision.isdigit() else -1

    def new_id(self) -> str:
        return str(next(self.numbers))

    def user(self, user_id: int) -> SandboxUser:
        found = self.users.get(UserId(user_id))
        if found is None:
            raise ApiError(404, f"Not Found: no user {user_id}")
        return found

    def chat(self, chat_id: int) -> Chat:
        found = self.chats.get(ChatId(chat_id))
        if found is None:
            raise bad_request("chat not found")
        return found

    def open_chat(self, chat_id: int) -> Chat:
        """A chat that the bot may write to; raises ApiError 400 or 403."""
        chat = self.chat(chat_id)
        if chat.blocked:
            raise forbidden(
                "bot was blocked by the user" if chat.private else "bot was kicked from the supergroup chat"
            )
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def post(self, chat: Chat, sender_id: UserId | None, content: Json, **extra: Any) -> Post:
        """Add a message to a chat. A message of the bot ends its draft and its chat action."""
        chat.last_id += 1
        post = Post(MessageId(chat.last_id), chat.id, sender_id, self.clock(), content, **extra)
        chat.posts[post.id] = post
        if sender_id is None:
            self.clear_draft(chat)
            chat.action = ""
            self._keep_reply_keyboard(chat, post)
        self.feed.emit("message", chat.id, message=render.message(self, post))
        return post

    def _keep_reply_keyboard(self, chat: Chat, post: Post) -> None:
        if post.markup is None or "inline_keyboard" in post.markup:
            return
        chat.reply_keyboard = post.markup if "keyboard" in post.markup else None
        self.feed.emit("reply_keyboard", chat.id, keyboard=chat.reply_keyboard)

    def changed(self, post: Post) -> None:
        self.feed.emit("edited", post.chat_id, message=render.message(self, post))

    def delete(self, chat: Chat, post: Post) -> None:
        del chat.posts[post.id]
        self.feed.emit("deleted", chat.id, message_id=post.id)

    def show_draft(self, chat: Chat, draft: Draft) -> None:
        if draft.id in chat.stopped_drafts:
            return  # the person has stopped it: the preview stays hidden
        chat.draft = draft
        self.feed.emit("draft", chat.id, draft=render.draft(draft))

    def clear_draft(self, chat: Chat) -> None:
        if chat.draft is not None:
            chat.draft = None
            self.feed.emit("draft", chat.id, draft=None)

    def expire_draft(self, chat: Chat, draft: Draft) -> None:
        """Called when a draft's time is over; a newer one with the same id lives on."""
        if chat.draft is draft:
            self.clear_draft(chat)

    def start(self, chat: Chat) -> None:
        if not chat.started:
            chat.started = True
            if chat.private:
                user = self.user(chat.id)
                self.users[UserId(chat.id)] = replace(user, started=True)
