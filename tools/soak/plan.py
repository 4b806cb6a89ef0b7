"""How long, how many, how rough."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of wall time: ``rough`` with faults and kills, then ``steady`` with faults only."""

    seed: int
    rough: float
    steady: float
    people: int
    patience: float = 180.0  # for everything to arrive when the faults are over

    @classmethod
    def lasting(cls, seconds: float, seed: int) -> "Plan":
        """The long run watches one process's memory in its last third; the short one can't."""
        steady = 0.4 * seconds if seconds >= 300 else 0.15 * seconds
        return cls(seed, seconds - steady, steady, people=6 if seconds >= 300 else 3)
