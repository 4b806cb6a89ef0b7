"""One soak: rough weather with kills, a steady stretch, calm until everything has arrived, the account."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sandbox.model import SandboxUser
from sandbox.people import seat
from sandbox.server import Sandbox
from tools.soak.account import Account, settle, unsettled
from tools.soak.keeper import Keeper
from tools.soak.ledger import Ledger
from tools.soak.people import Somebody
from tools.soak.plan import Plan
from tools.soak.weather import Weather

FIRST_ID = 101  # 101 and 102 are in the sandbox from the start; more people move in
Tell = Callable[[str], None]


class NeverSettled(Exception):
    """Something was still under way when patience ended."""


@dataclass(frozen=True, slots=True)
class Soaked:
    plan: Plan
    account: Account
    ledger: Ledger
    keeper: Keeper
    weather: Weather
    settled_after: float  # seconds of calm


async def soak(plan: Plan, folder: Path, tell: Tell = lambda _: None) -> Soaked:
    ledger = Ledger()
    async with Sandbox.open(seed=plan.seed) as sandbox:
        crowd = [_move_in(sandbox, plan, FIRST_ID + number, ledger) for number in range(plan.people)]
        keeper = _keeper(sandbox, plan, folder, ledger, [one.at.user.id for one in crowd])
        weather = Weather(sandbox, Random(f"{plan.seed} weather"))
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(ledger.watch(sandbox))
            await _rough(plan, crowd, keeper, weather, tell)
            settled_after = await _steady_then_calm(plan, crowd, keeper, weather, tell)
            watching.cancel()
    return Soaked(plan, settle(keeper.database, ledger, keeper.log), ledger, keeper, weather, settled_after)


async def _rough(plan: Plan, crowd: list[Somebody], keeper: Keeper, weather: Weather, tell: Tell) -> None:
    async with keeper.nursery() as nursery:
        tell("rough: faults, and a kill every few seconds")
        is_over = _until(plan.rough)
        async with asyncio.TaskGroup() as tasks:
            for one in crowd:
                tasks.create_task(one.live(is_over))
            tasks.create_task(weather.rage(is_over))
            tasks.create_task(keeper.be_rough(nursery, is_over))


async def _steady_then_calm(
    plan: Plan, crowd: list[Somebody], keeper: Keeper, weather: Weather, tell: Tell
) -> float:
    process = await keeper.start()
    tell("steady: faults, one process")
    is_over = _until(plan.steady)
    async with asyncio.TaskGroup() as tasks:
        for one in crowd:
            tasks.create_task(one.live(is_over))
        tasks.create_task(weather.rage(is_over))
        tasks.create_task(keeper.weigh(process, is_over))
    tell("calm: nobody writes, nothing fails")
    settled_after = await _calm(plan, keeper)
    await keeper.end(process)
    return settled_after


async def _calm(plan: Plan, keeper: Keeper) -> float:
    begun, world = time.monotonic(), keeper.sandbox.world
    while world.updates.pending or (left := unsettled(keeper.database)):
        if time.monotonic() - begun > plan.patience:
            raise NeverSettled(f"{world.updates.pending} updates at Telegram, {left}")
        await asyncio.sleep(0.2)
    return time.monotonic() - begun


def _until(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _move_in(sandbox: Sandbox, plan: Plan, user_id: int, ledger: Ledger) -> Somebody:
    world = sandbox.world
    if user_id not in world.users or user_id == 103:  # 103 is the stranger
        user_id += 900
        world.add_user(SandboxUser(user_id, f"Сотрудник {user_id}"))
    return Somebody(seat(world, user_id, user_id), Random(f"{plan.seed} {user_id}"), ledger)


def _keeper(sandbox: Sandbox, plan: Plan, folder: Path, ledger: Ledger, staff: list[int]) -> Keeper:
    settings = {
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_PATH": str(folder / "bot.sqlite3"),
        "ADMIN_IDS": ",".join(map(str, staff)),  # admins: nobody has to be let in
    }
    return Keeper(sandbox, folder, settings, Random(f"{plan.seed} kills"), ledger)
