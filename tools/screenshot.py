"""Make the README's pictures from a real conversation: ``python -m tools.screenshot`` (needs Chromium)."""

import sys
from pathlib import Path

from tools.pictures import main, newcomer, seed_from_data

HEIGHT = 980
PORT = 8190  # beside the default, so that a running sandbox isn't disturbed


async def take(folder: Path) -> None:
    async with newcomer(PORT, HEIGHT) as anna:
        await anna.say(seed_from_data())
        await anna.press("Собрать заявки")
        await anna.sees("Сгенерировать")
        await anna.page.screenshot(path=folder / "brief.png")
        await anna.press("Сгенерировать")
        await anna.sees("Вариант 4 из 4")
        await anna.press("✅ Выбрать")
        await anna.sees("Выбрано")
        await anna.page.get_by_test_id("toast").wait_for(state="hidden")
        await anna.page.screenshot(path=folder / "conversation.png")


if __name__ == "__main__":
    sys.exit(main(take))
