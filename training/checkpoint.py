"""A training run's state on disk: replaced whole, so that a kill at any moment leaves a good one."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

Weights = dict[str, torch.Tensor]


@dataclass(slots=True)
class Progress:
    """Where a run is. ``seconds`` count CPU time spent in this stage, over all interruptions."""

    stage: int = 0
    step: int = 0
    seconds: float = 0.0
    epoch: int = 0
    position: int = 0  # within the epoch
    total_steps: int = 0
    tokens: int = 0
    best: float = float("inf")


def save_checkpoint(path: Path, progress: Progress, state: dict[str, Any]) -> None:
    """Durable before it replaces the one before."""
    fresh = path.with_name(path.name + ".part")
    with fresh.open("wb") as file:
        torch.save({"progress": asdict(progress), **state}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load_checkpoint(path: Path, device: torch.device) -> tuple[Progress, dict[str, Any]] | None:
    """None where there is none. Tensors and plain values only: a checkpoint can't run code."""
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    return Progress(**state.pop("progress")), state
