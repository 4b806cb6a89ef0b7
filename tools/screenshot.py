"""Make the README's pictures from a real conversation: ``python -m tools.screenshot`` (needs Chromium)."""

import asyncio
import json
import sys
from pathlib import Path

from tools.chromium import chromium, installed
from tools.newcomer import ROOT, Newcomer, bot_with_nothing_configured

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1180, 980
PORT = 8190  # beside the default, so that a running sandbox isn't disturbed


async def take(folder: Path) -> None:
    seed = seed_from_data()
    async with bot_with_nothing_configured(PORT) as url, chromium() as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        anna = Newcomer(page)
        await anna.arrive(url)
        await anna.say(seed)
        await anna.press("Собрать заявки")
        await anna.sees("Сгенерировать")
        await page.screenshot(path=folder / "brief.png")
        await anna.press("Сгенерировать")
        await anna.sees("Вариант 4 из 4")
        await anna.press("✅ Выбрать")
        await anna.sees("Выбрано")
        await page.get_by_test_id("toast").wait_for(state="hidden")
        await page.screenshot(path=folder / "conversation.png")


def seed_from_data() -> str:
    """The shortest validation brief of a Telegram ad that has facts to keep."""
    lines = (ROOT / "data" / "validation.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [
        str(record["seed"])
        for record in map(json.loads, lines)
        if record["platform"] == "telegram_ads" and record["facts"]
    ]
    return min(seeds, key=len)


def main() -> int:
    if installed() is None:
        sys.stderr.write("Chromium is needed: apt-get install chromium\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(PICTURES))
    sys.stdout.write(f"Pictures are in {PICTURES.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
