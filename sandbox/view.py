"""A chat as a person sees it, for the page and for tests."""

from sandbox import render
from sandbox.methods.profile import visible_commands
from sandbox.model import Json
from sandbox.people import Seat
from sandbox.world import World


def state(world: World) -> Json:
    """Who is here."""
    groups = [render.chat(world, chat) for chat in world.chats.values() if not chat.private]
    people = [render.person(world, user) for user in world.users.values()]
    return {"cursor": world.cursor(world.feed.revision), "bot": bot(world), "users": people, "groups": groups}


def bot(world: World) -> Json:
    profile = world.profile
    about = {"description": profile.description, "short_description": profile.short_description}
    return {**render.bot(world), **about}


def chat(at: Seat) -> Json:
    """Everything that is on the screen of this person in this chat."""
    world, one = at.world, at.chat
    busy = one.action if one.action_until > world.clock() else ""
    answers = world.answers.get((at.user_id, one.id), ())
    return {
        "revision": world.feed.revision,
        "chat": render.chat(world, one),
        "user": render.person(world, at.user),
        "messages": [render.message(world, post) for post in one.posts.values()],
        "draft": None if one.draft is None else render.draft(one.draft),
        "action": busy,
        "answers": list(answers),
        "commands": visible_commands(world, one.id),
        "reply_keyboard": one.reply_keyboard,
    }
