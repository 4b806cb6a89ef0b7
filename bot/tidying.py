"""RETENTION_DAYS: what nobody has touched for so long goes, once a day."""

import logging
from datetime import datetime, timedelta

from desk.clock import Clock
from storage.errors import DatabaseError
from storage.retention import Retention

log = logging.getLogger(__name__)

BETWEEN = timedelta(days=1).total_seconds()
TRUSTED = timedelta(hours=1).total_seconds()  # how far the two clocks may drift apart in a night


async def keep_tidy(retention: Retention, clock: Clock, days: int) -> None:
    """Purge at once and then daily until cancelled. A database that is busy today is tried tomorrow.

    So is a night in which the wall clock has jumped: set ten years ahead, it would let everything go.
    """
    wall, ticks = clock.now(), clock.monotonic()
    while True:
        jump = (clock.now() - wall).total_seconds() - (clock.monotonic() - ticks)
        wall, ticks = clock.now(), clock.monotonic()
        if abs(jump) > TRUSTED:
            log.warning("retention: the clock has jumped by %.0f s; nothing goes today", jump)
        else:
            await _purge(retention, clock.now() - timedelta(days=days), days)
        await clock.sleep(BETWEEN)


async def _purge(retention: Retention, before: datetime, days: int) -> None:
    try:
        gone = await retention.purge(before)
    except DatabaseError as error:
        log.warning("retention: %s", error)
    else:
        log.info("retention of %d days: %d briefs and %d other rows are gone", days, gone.briefs, gone.others)
