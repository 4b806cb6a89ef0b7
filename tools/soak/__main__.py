"""python -m tools.soak [--seconds 600] [--seed 1] [--report docs/reliability.md]"""

import argparse
import asyncio
import re
import sys
from pathlib import Path
from tempfile import mkdtemp

from rich.console import Console

from tools.soak.plan import Plan
from tools.soak.report import markdown, table
from tools.soak.run import soak

PLACE = re.compile(r"(<!-- soak -->\n).*?(\n<!-- /soak -->)", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="a Markdown file with a place for the table")
    given = parser.parse_args()
    console = Console()
    folder = Path(mkdtemp(prefix="copydesk-soak-"))
    with console.status("soaking") as status:
        plan = Plan.lasting(given.seconds, given.seed)
        soaked = asyncio.run(soak(plan, folder, lambda phase: status.update(phase)))
    console.print(table(soaked))
    for problem in soaked.account.problems:
        console.print(f"[red]{problem}[/red]")
    console.print(f"The database and the log: {folder}")
    if given.report is not None:
        text = given.report.read_text(encoding="utf-8")
        given.report.write_text(
            PLACE.sub(lambda found: f"{found[1]}{markdown(soaked)}{found[2]}", text), encoding="utf-8"
        )
    return 1 if soaked.account.problems else 0


if __name__ == "__main__":
    sys.exit(main())
