"""Have the missing variants of a job written, and store each as soon as it is finished."""

import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing

from copywriting.errors import CopywritingError, NothingWritten
from copywriting.order import Assignment, Order, Written
from desk.board import Board
from desk.tools import Tools
from inference.errors import EngineDead, EngineError, QueueFull, RemoteUnavailable
from storage.errors import DatabaseError
from storage.records import Delivery, Job, Variant

log = logging.getLogger(__name__)

# An engine restarts after its worker died, a remote one comes back: wait so long, then write what is missing.
ENGINE_PAUSES = (2.0, 10.0, 30.0)
PASSING = (EngineDead, QueueFull, RemoteUnavailable)


class Writing:
    """``stored`` is called after each variant that was stored. Cancel ``run`` to stop the engine's work."""

    def __init__(self, job: Job, tools: Tools, board: Board, stored: Callable[[], None]) -> None:
        self._job = job
        self._tools = tools
        self._board = board
        self._stored = stored

    async def run(self) -> Exception | None:
        """The error that kept some variants from being written, if any. Raises DatabaseError only."""
        for pause in (*ENGINE_PAUSES, None):
            try:
                missing = await self._missing()
                if missing:
                    await self._consume(missing)
                    missing = await self._missing()
            except DatabaseError:
                raise  # the job itself is all right: the desk takes it up again
            except PASSING as error:
                log.warning("job %s: %s, next attempt in %s s", self._job.id, type(error).__name__, pause)
                if pause is None:
                    return error
                await self._tools.clock.sleep(pause)
            except Exception as error:  # the worker loop: a job's failure is told to its user
                expected = isinstance(error, (CopywritingError, EngineError))
                log.warning(
                    "job %s: failed with %s", self._job.id, type(error).__name__, exc_info=not expected
                )
                return error
            else:
                return NothingWritten(tuple(one.position for one in missing)) if missing else None
        return None

    async def _missing(self) -> tuple[Variant, ...]:
        return planned(await self._tools.variants.of_job(self._job.id))

    async def _consume(self, missing: Sequence[Variant]) -> None:
        ids = {variant.position: variant.id for variant in missing}
        order = await self._order(missing)
        async with aclosing(self._tools.copywriter.write(order)) as events:
            async for event in events:
                self._board.see(event)
                if isinstance(event, Written):
                    await self._tools.variants.store(
                        ids[event.position], event.text, event.report, angle=event.angle
                    )
                    self._stored()

    async def _order(self, missing: Sequence[Variant]) -> Order:
        """What is missing, exactly as it was planned. A refinement is meant to resemble what was shown."""
        job = self._job
        earlier = () if job.refinement else await self._tools.variants.of_brief(job.brief_id)
        return Order(
            brief=job.brief,
            assignments=tuple(Assignment(one.position, one.angle, one.seed) for one in missing),
            shown=tuple(one.text for one in earlier if one.text is not None),
            refinement=job.refinement,
            tenant=job.user_id,
        )


def planned(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """Those that have no text yet."""
    return tuple(variant for variant in variants if variant.delivery is Delivery.PLANNED)
