"""Whose turn it is, and how long that takes."""

from collections.abc import Iterable, Mapping

from storage.jobs import InLine
from storage.records import JobId, JobState, UserId

SMOOTHING = 0.3  # weight of the newest measurement


def fair_order(line: Iterable[InLine], served: Mapping[UserId, int]) -> tuple[JobId, ...]:
    """The order in which unfinished jobs get their turn.

    First those that a crash cut short. Then users take turns: next is the one served longest ago
    (``served`` holds the number of each user's last turn), among equals the one with the oldest job.
    """
    queues: dict[UserId, list[JobId]] = {}
    order: list[JobId] = []
    for job in line:
        if job.state is JobState.RUNNING:
            order.append(job.id)
        else:
            queues.setdefault(job.user_id, []).append(job.id)
    turns = dict(served)
    turn = max(turns.values(), default=0)
    while queues:
        user_id = min(queues, key=lambda user: (turns.get(user, -1), queues[user][0]))
        order.append(queues[user_id].pop(0))
        turn += 1
        turns[user_id] = turn
        if not queues[user_id]:
            del queues[user_id]
    return tuple(order)


class Pace:
    """How long a job takes here lately."""

    def __init__(self) -> None:
        self._seconds: float | None = None

    @property
    def seconds_per_job(self) -> float | None:
        return self._seconds

    def forget(self) -> None:
        """What was measured says nothing about what comes."""
        self._seconds = None

    def measured(self, seconds: float) -> None:
        before = seconds if self._seconds is None else self._seconds
        self._seconds = before + SMOOTHING * (seconds - before)

    def eta(self, ahead: int, *, running: int, parallel: int) -> float | None:
        """Seconds until a job with ``ahead`` jobs before it is written.

        ``parallel`` jobs run at once. If all places are taken, the first to become free is on average half
        a job away.
        """
        if self._seconds is None:
            return None
        free = max(parallel - running, 0)
        if ahead < free:
            return self._seconds
        rounds = (ahead - free) // parallel
        return self._seconds * (1.5 + rounds)
