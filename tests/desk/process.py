"""A process that serves the desk until it is killed: ``python -m tests.desk.process DATABASE URL``."""

import asyncio
import sys
from pathlib import Path

from tests.desk.stage import Office


async def main(path: Path, url: str) -> None:
    async with Office.open(path, url) as office:
        await office.desk.run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
