"""How updates reach the bot."""

from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.model import Json
from sandbox.params import Params
from sandbox.updates import Poll
from sandbox.world import World

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


async def get_updates(world: World, params: Params) -> list[Json]:
    allowed = params.listed("allowed_updates")
    poll = Poll(
        offset=params.integer("offset"),
        limit=params.integer("limit", 100),
        timeout=params.integer("timeout"),
        allowed=None if allowed is None else tuple(map(str, allowed)),
    )
    return await world.updates.poll(poll)


def set_webhook(world: World, params: Params) -> bool:
    url = params.text("url")
    if url and urlsplit(url).hostname not in _LOOPBACK:
        raise bad_request("bad webhook: the sandbox delivers to loopback only")
    if (allowed := params.listed("allowed_updates")) is not None:
        world.updates.allow(list(map(str, allowed)))
    if params.flag("drop_pending_updates"):
        world.updates.forget()
    world.updates.webhook = {"url": url, "secret_token": params.text("secret_token")} if url else {}
    world.feed.ring()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.forget()
    world.updates.webhook = {}
    return True


def get_webhook_info(world: World, _: Params) -> Json:
    hook = world.updates.webhook
    info: Json = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": world.updates.pending,
    }
    if "last_error_message" in hook:
        info |= {key: hook[key] for key in ("last_error_date", "last_error_message")}
    return info


def nothing(_world: World, _params: Params) -> bool:
    """logOut and close: there is no session to end."""
    return True
