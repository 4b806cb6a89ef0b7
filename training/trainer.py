"""The training loop: stages of mixed batches, an average of the weights, validation, checkpoints."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import Qwen2ForCausalLM

from training.checkpoint import Progress, Weights, load_checkpoint, save_checkpoint
from training.corpus import Corpus
from training.errors import Interrupted
from training.interruption import Interruption
from training.model import build_optimizers, loss_sum
from training.pairs import Batch, Pairs
from training.recipe import NanoRecipe, Stage

log = logging.getLogger(__name__)
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run reads; ``validation``: unseen briefs, ``validation_characters``: the length of their ads."""

    corpus: Corpus | None
    pairs: dict[str, Pairs]  # by stage name
    validation: Sequence[Batch]
    validation_characters: int


class Trainer:
    """Trains ``model`` in place; everything it needs to go on lies in ``folder``.

    Minutes are of the process's own CPU time: a busy machine stretches the wall clock, not the schedule.
    """

    def __init__(self, model: Qwen2ForCausalLM, sources: Sources, recipe: NanoRecipe, folder: Path) -> None:
        self._model = model
        self._sources = sources
        self._recipe = recipe
        self._folder = folder
        self._optimizers = build_optimizers(model, recipe.optimizer)
        self._average: Weights = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self._best: Weights = self._average
        self.progress = Progress()
        self._batches: list[Batch] = []
        self._batches_of: tuple[int, int] | None = None

    def run(self) -> None:
        """To the end of the last stage; the model then holds its best average. Raises Interrupted."""
        self._resume()
        with Interruption() as asked:
            while self.progress.stage < len(self._recipe.stages):
                self._run_stage(self._recipe.stages[self.progress.stage], asked)
        self._model.load_state_dict(self._best)

    def _run_stage(self, stage: Stage, asked: Interruption) -> None:
        saved = clock = time.process_time()
        while (share := self._share(stage)) < 1:
            if asked.stop:
                self._save()
                raise Interrupted(f"stage {stage.name}, step {self.progress.step}")
            losses = self._step(stage, share)
            now = time.process_time()
            self.progress.seconds += now - clock
            self._report(stage, losses, now - clock)
            clock = now
            if self.progress.step % self._recipe.validate_steps == 0:
                self._validate(stage)
            if now - saved > self._recipe.checkpoint_minutes * MINUTE:
                self._save()
                saved = time.process_time()
        self._finish_stage(stage)

    def _finish_stage(self, stage: Stage) -> None:
        """The next stage goes on from the average; the last one keeps the best."""
        self._validate(stage)
        last = self.progress.stage == len(self._recipe.stages) - 1
        self._model.load_state_dict(self._best if last else self._average)
        self.progress = Progress(
            stage=self.progress.stage + 1,
            epoch=self.progress.epoch + 1,
            total_steps=self.progress.total_steps,
            tokens=self.progress.tokens,
            best=self.progress.best if last else float("inf"),
        )
        self._save()

    def _share(self, stage: Stage) -> float:
        """How much of the stage is over, 0 … 1."""
        by_steps = self.progress.step / stage.steps if stage.steps else 0.0
        by_time = self.progress.seconds / (stage.minutes * MINUTE) if stage.minutes else 0.0
        return max(by_steps, by_time)

    def _step(self, stage: Stage, share: float) -> dict[str, float]:
        losses: dict[str, float] = {}
        if stage.corpus_tokens and self._sources.corpus:
            rows = max(1, stage.corpus_tokens // stage.window)
            ids = self._sources.corpus.windows(self.progress.total_steps, rows, stage.window)
            losses["corpus"] = self._backward(Batch(ids, np.ones_like(ids, dtype=np.bool_)), 1.0)
        if stage.pair_tokens:
            losses["pairs"] = self._backward(self._next_pairs(stage), stage.pair_weight)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.optimizer.clip)
        rate = stage.learning_rate * min(1.0, (self.progress.step + 1) / max(1, stage.warmup_steps))
        rate *= 1 - (1 - stage.final_share) * share
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.progress.step += 1
        self.progress.total_steps += 1
        self._follow()
        return losses

    def _backward(self, batch: Batch, weight: float) -> float:
        total, count = loss_sum(self._model, batch)
        (total * (weight / count)).backward()
        self.progress.tokens += batch.ids.size
        return float(total.detach()) / count

    def _follow(self) -> None:
        """Move the average; early on it forgets faster, so that the random start leaves no trace."""
        steps = self.progress.total_steps
        decay = min(self._recipe.optimizer.average_decay, steps / (steps + 10))
        with torch.no_grad():
            for name, value in self._model.state_dict().items():
                self._average[name].lerp_(value, 1 - decay)

    def _next_pairs(self, stage: Stage) -> Batch:
        progress = self.progress
        self._draw_epoch(stage)
        if progress.position >= len(self._batches):
            progress.epoch, progress.position = progress.epoch + 1, 0
            self._draw_epoch(stage)
        batch = self._batches[progress.position]
        progress.position += 1
        if stage.loss_on_ad_only:
            return batch
        return Batch(batch.ids, batch.ids != 0)

    def _draw_epoch(self, stage: Stage) -> None:
        wanted = (self.progress.stage, self.progress.epoch)
        if self._batches_of != wanted:
            pairs = self._sources.pairs[stage.name]
            self._batches = pairs.epoch(wanted[1], stage.pair_tokens, self._recipe.shape.context)
            self._batches_of = wanted

    def _validate(self, stage: Stage) -> None:
        """Nats per character of unseen ads under the average; characters, to compare tokenizers."""
        now = {name: value.clone() for name, value in self._model.state_dict().items()}
        self._model.load_state_dict(self._average)
        with torch.no_grad():
            total = sum(float(loss_sum(self._model, batch)[0]) for batch in self._sources.validation)
        loss = total / max(1, self._sources.validation_characters)
        if loss < self.progress.best:
            self.progress.best = loss
            self._best = {name: value.clone() for name, value in self._average.items()}
        self._model.load_state_dict(now)
        log.info("stage %s step %d: unseen %.4f nats a character", stage.name, self.progress.step, loss)
        self._write({"stage": stage.name, "step": self.progress.total_steps, "validation": loss})

    def _report(self, stage: Stage, losses: dict[str, float], seconds: float) -> None:
        if self.progress.step % 10 == 0:
            log.info(
                "stage %s %.0f%% step %d: %s, %.1f s a step, %.2fM tokens",
                stage.name,
                100 * self._share(stage),
                self.progress.step,
                ", ".join(f"{name} {loss:.3f}" for name, loss in losses.items()),
                seconds,
                self.progress.tokens / 1e6,
            )
        self._write({"stage": stage.name, "step": self.progress.total_steps, "seconds": seconds, **losses})

    def _write(self, line: dict[str, object]) -> None:
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"tokens": self.progress.tokens, **line}) + "\n")

    def _save(self) -> None:
        state = {
            "model": self._model.state_dict(),
            "average": self._average,
            "best": self._best,
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
        }
        save_checkpoint(self._folder / "checkpoint.pt", self.progress, state)

    def _resume(self) -> None:
        found = load_checkpoint(self._folder / "checkpoint.pt", self._model.device)
        if found is None:
            return
        self.progress, state = found
        self._model.load_state_dict(state["model"])
        self._average, self._best = state["average"], state["best"]
        for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        log.info("going on from stage %d, step %d", self.progress.stage, self.progress.step)
