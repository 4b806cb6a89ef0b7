"""Deliver updates to a webhook on this machine, one after another, as Telegram does."""

import asyncio

import aiohttp

from sandbox.world import World

RETRY_SECONDS = 1.0
ANSWER_SECONDS = 30.0
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def deliver_to_webhook(world: World) -> None:
    """Run until cancelled; an update is confirmed by an answer 2xx and repeated otherwise."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while not world.feed.closed:
            await world.feed.wait(lambda: _due(world), 3600.0)
            if _due(world) and not await _deliver(world, session):
                await asyncio.sleep(RETRY_SECONDS)


def _due(world: World) -> bool:
    return bool(world.updates.webhook.get("url")) and world.updates.pending > 0


async def _deliver(world: World, session: aiohttp.ClientSession) -> bool:
    hook, update = world.updates.webhook, world.updates.first()
    headers = {_HEADER: hook["secret_token"]} if hook["secret_token"] else {}
    try:
        async with session.post(hook["url"], json=update, headers=headers) as response:
            reason = (
                "" if response.ok else f"Wrong response from the webhook: {response.status} {response.reason}"
            )
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = f"Connection failed: {type(error).__name__}"
    if reason:
        hook |= {"last_error_date": int(world.clock()), "last_error_message": reason}
        return False
    if world.updates.first() is update:
        world.updates.confirm_first()
    return True
