"""RETENTION_DAYS: what nobody has touched for so long goes, once a day."""

import logging
from datetime import timedelta

from desk.clock import Clock
from storage.errors import DatabaseError
from storage.retention import Retention

log = logging.getLogger(__name__)

BETWEEN = timedelta(days=1).total_seconds()


async def keep_tidy(retention: Retention, clock: Clock, days: int) -> None:
    """Purge at once and then daily until cancelled. A database that is busy today is tried tomorrow."""
    while True:
        try:
            gone = await retention.purge(clock.now() - timedelta(days=days))
            log.info(
                "retention of %d days: %d briefs and %d other rows are gone", days, gone.briefs, gone.others
            )
        except DatabaseError as error:
            log.warning("retention: %s", error)
        await clock.sleep(BETWEEN)
