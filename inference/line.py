"""Who is next: tenants take turns, and each tenant's jobs are served by age."""

from collections.abc import Iterator

from inference.jobs import Job


class Line:
    """Jobs with variants that wait for a sequence."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._served: dict[int, int] = {}
        self._turn = 0

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs)

    def join(self, job: Job) -> None:
        """A paused variant's job returns to the place its age gives it."""
        if job not in self._jobs:
            self._jobs.append(job)
            self._jobs.sort(key=lambda waiting: waiting.arrived)

    def leave(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        if not any(other.tenant == job.tenant for other in self._jobs):
            self._served.pop(job.tenant, None)

    def serve(self, tenant: int) -> None:
        """The tenant was given a sequence: everybody else is before him now."""
        self._turn += 1
        self._served[tenant] = self._turn

    def order(self) -> list[Job]:
        """The oldest job of each tenant, the tenant served least recently first."""
        oldest: dict[int, Job] = {}
        for job in self._jobs:
            oldest.setdefault(job.tenant, job)
        return sorted(oldest.values(), key=lambda job: (self._served.get(job.tenant, 0), job.arrived))
