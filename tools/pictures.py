"""What the makers of pictures share: where pictures go, a page to take them of, and what is said in them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

from tools.chromium import chromium, installed
from tools.newcomer import ROOT, Newcomer, bot_with_nothing_configured

PICTURES = ROOT / "docs" / "pictures"
WIDTH = 1180


@asynccontextmanager
async def newcomer(port: int, height: int) -> AsyncIterator[Newcomer]:
    """Somebody who has just opened the page of a bot with nothing configured; ``height`` in pixels."""
    async with bot_with_nothing_configured(port) as url, chromium() as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": height}, device_scale_factor=1.5)
        person = Newcomer(page)
        await person.arrive(url)
        yield person


def seed_from_data() -> str:
    """The shortest validation brief of a Telegram ad that has facts to keep."""
    lines = (ROOT / "data" / "validation.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [
        str(record["seed"])
        for record in map(json.loads, lines)
        if record["platform"] == "telegram_ads" and record["facts"]
    ]
    return min(seeds, key=len)


def main(take: Callable[[Path], Coroutine[None, None, None]]) -> int:
    """Have ``take`` put its pictures into the folder it is given."""
    if installed() is None:
        sys.stderr.write("Chromium is needed: apt-get install chromium\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(PICTURES))
    sys.stdout.write(f"Pictures are in {PICTURES.relative_to(ROOT)}\n")
    return 0
