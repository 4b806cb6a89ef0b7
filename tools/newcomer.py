"""A newcomer with nothing configured: starts the bot, opens its page, gets his first ad chosen."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parent.parent
PAGE = re.compile(r"http://127\.0\.0\.1:\d+")
WATCH = """() => {
  window.draftFrames = [];
  new MutationObserver(() => {
    const length = document.querySelector('[data-testid=draft-text]')?.dataset.text.length;
    if (length && length !== window.draftFrames.at(-1)) window.draftFrames.push(length);
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
PATIENCE = 120_000  # milliseconds: a busy machine with two cores loads, reads and writes in much less


@asynccontextmanager
async def bot_with_nothing_configured(port: int) -> AsyncIterator[str]:
    """``python -m bot`` without any setting of ours but the sandbox's port; yields its page's address."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=ROOT,
        env=environment | {"SANDBOX_PORT": str(port)},
        stdout=PIPE,
    )
    try:
        yield await _address(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    while process.stdout is not None and (line := await process.stdout.readline()):
        if found := PAGE.search(line.decode()):
            return found[0]
    raise RuntimeError("the bot ended before it said where its page is")


class Newcomer:
    """Does what a person does on the page, and waits for what a person waits for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)

    async def arrive(self, url: str) -> None:
        await self.page.goto(url)
        await expect(self.page.get_by_test_id("connection")).to_have_text("на связи", timeout=PATIENCE)
        await self.page.get_by_test_id("start").click()

    async def say(self, text: str) -> None:
        await self.page.get_by_test_id("input").fill(text)
        await self.page.keyboard.press("Enter")

    async def press(self, label: str) -> None:
        await self.key(label).click()

    def key(self, label: str) -> Locator:
        """The newest button that says ``label``."""
        return self.page.get_by_test_id("key").filter(has_text=label).last

    async def sees(self, label: str) -> None:
        await expect(self.key(label)).to_be_visible(timeout=PATIENCE)

    async def watch_drafts(self) -> None:
        """From now on remember every frame of a draft, also of one that is gone before anybody looks."""
        await self.page.evaluate(WATCH)

    async def frames(self) -> list[int]:
        """Lengths of the drafts' texts in the order in which they were shown."""
        return [int(length) for length in await self.page.evaluate("window.draftFrames")]
