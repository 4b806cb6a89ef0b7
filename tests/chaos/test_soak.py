"""The short version of ``make soak``: how much happens is up to the machine, the account is not."""

from pathlib import Path

from tools.soak.plan import Plan
from tools.soak.run import soak

SEED = 7


async def test_after_a_minute_of_faults_and_kills_everything_is_accounted_for(tmp_path: Path) -> None:
    soaked = await soak(Plan.lasting(60.0, SEED), tmp_path)

    assert soaked.account.problems == []
    assert soaked.account.seeds > 0
