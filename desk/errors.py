"""Why a job can't be taken, by type and with the numbers a user wants to hear."""


class DeskError(Exception):
    """Base of the desk's refusals."""


class DeskFull(DeskError):
    """``waiting`` jobs stand in the queue, as many as may. ``eta_seconds``: until the next is written."""

    def __init__(self, waiting: int, limit: int, eta_seconds: float | None) -> None:
        super().__init__(f"{waiting} of {limit} jobs wait already")
        self.waiting = waiting
        self.limit = limit
        self.eta_seconds = eta_seconds


class TooManyJobs(DeskError):
    """This user has ``unfinished`` jobs, as many as one may have. ``eta_seconds``: until one is done."""

    def __init__(self, unfinished: int, limit: int, eta_seconds: float | None) -> None:
        super().__init__(f"{unfinished} of {limit} jobs of this user are unfinished")
        self.unfinished = unfinished
        self.limit = limit
        self.eta_seconds = eta_seconds
