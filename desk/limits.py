"""How much the desk takes on."""

from dataclasses import dataclass
from datetime import timedelta

from storage.records import Streaming


@dataclass(frozen=True, slots=True)
class Limits:
    """``parallel_jobs`` are written at once: the engine decodes them in one batch."""

    parallel_jobs: int = 4
    queue_limit: int = 100  # jobs that wait for their turn
    user_queue_limit: int = 3  # unfinished jobs of one user
    job_ttl: timedelta = timedelta(hours=6)
    streaming: Streaming = Streaming.DRAFT  # of users who have not chosen
