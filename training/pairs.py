"""Brief → ad examples in the masked profile, drawn anew every epoch."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from copywriting.masking import Masks
from copywriting.normal import neutralise
from transformers import PreTrainedTokenizerFast

from training.dataset import AdRecord
from training.tokenizer import END_OF_TURN, TURN

BUCKET = 32  # lengths are padded to a multiple: varying shapes make torch's memory grow
POOL = 160  # examples that are sorted by length together
OPTIONAL = ("tone", "product")  # lines that a user's brief may lack
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_LABEL = re.compile(r"^Заголовок \d:", re.MULTILINE)
_PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Pair:
    """The text up to the ad, and the ad with its end."""

    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` int64 [rows, length], padded on the right; ``wanted`` marks the targets that count (same shape)."""

    ids: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How examples are drawn from records."""

    names: dict[str, str]  # platform slug → its name in the prompt
    raw_share: float = 0.0
    drop_share: float = 0.15


def brief_block(record: AdRecord, seed: str, name: str, drop: frozenset[str] = frozenset()) -> str:
    """What stands in the user's turn of the masked profile, before masking."""
    head = [f"Площадка: {name}"]
    if "tone" not in drop:
        head.append(f"Тон: {record.tone}")
    head.append(f"Задача: {record.task}")
    if "product" not in drop:
        head.append(f"Продукт: {record.product}")
    return neutralise("\n".join(head) + f"\n\n{seed}")


def draw_pair(record: AdRecord, variant: str, drawing: Drawing, draw: random.Random) -> Pair | None:
    """One example; None where the ad would teach to invent: it has a figure that this wording masks or lacks."""
    seed = draw.choice(record.wordings)
    drop = frozenset(line for line in OPTIONAL if draw.random() < drawing.drop_share)
    block, answer = brief_block(record, seed, drawing.names[record.platform], drop), neutralise(variant)
    if draw.random() >= drawing.raw_share:
        masks = Masks(shuffle=draw)
        block, answer = masks.learn(block), masks.apply(answer)
    if _figures(_LABEL.sub("", answer)) - _figures(block):
        return None
    return frame(block, answer)


def frame(block: str, answer: str) -> Pair:
    """ChatML around a user's block and the answer."""
    prompt = f"{TURN}user\n{block}{END_OF_TURN}\n{TURN}assistant\n"
    return Pair(prompt, f"{answer}{END_OF_TURN}\n")


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(_PLACEHOLDER.sub("", text)))


class Pairs:
    """Batches of examples: what batch ``(epoch, position)`` holds depends on the seed and these two alone."""

    def __init__(
        self, records: Sequence[AdRecord], tokenizer: PreTrainedTokenizerFast, drawing: Drawing, seed: int
    ) -> None:
        self._records = records
        self._tokenizer = tokenizer
        self._drawing = drawing
        self._seed = seed

    def epoch(self, number: int, tokens: int, longest: int) -> list[Batch]:
        """All batches of an epoch, each of about ``tokens`` tokens; examples over ``longest`` are left out."""
        draw = random.Random(f"pairs {self._seed} {number}")
        drawn = [
            draw_pair(record, variant, self._drawing, draw) for record in self._records for variant in record.variants
        ]
        examples = [
            example
            for example in encode([pair for pair in drawn if pair], self._tokenizer)
            if len(example[0]) <= longest
        ]
        draw.shuffle(examples)
        batches = []
        for start in range(0, len(examples), POOL):
            pool = sorted(examples[start : start + POOL], key=lambda example: len(example[0]))
            batches += [collate(rows) for rows in fill(pool, tokens)]
        draw.shuffle(batches)
        return batches


Example = tuple[list[int], int]  # ids, how many of them are prompt


def encode(pairs: Sequence[Pair], tokenizer: PreTrainedTokenizerFast) -> list[Example]:
    """Prompt and answer are tokenised apart, as they are when the model writes."""
    prompts = tokenizer([pair.prompt for pair in pairs], add_special_tokens=False)["input_ids"]
    answers = tokenizer([pair.answer for pair in pairs], add_special_tokens=False)["input_ids"]
    return [(prompt + answer, len(prompt)) for prompt, answer in zip(prompts, answers, strict=True)]


def fill(examples: Sequence[Example], tokens: int) -> list[list[Example]]:
    """Rows of near lengths together, ``tokens`` padded tokens a batch at most (but one row at least)."""
    batches: list[list[Example]] = []
    rows: list[Example] = []
    for example in examples:  # in order of length, so the last is the longest
        if rows and padded(len(example[0])) * (len(rows) + 1) > tokens:
            batches.append(rows)
            rows = []
        rows.append(example)
    return [*batches, rows] if rows else batches


def padded(length: int) -> int:
    return -(-length // BUCKET) * BUCKET


def collate(rows: Sequence[Example], pad: int = 0) -> Batch:
    """Rows padded to a common length; only targets of the answers are wanted."""
    length = padded(max(len(ids) for ids, _ in rows))
    ids = np.full((len(rows), length), pad, dtype=np.int64)
    wanted = np.zeros((len(rows), length), dtype=np.bool_)
    for index, (tokens, prompt) in enumerate(rows):
        ids[index, : len(tokens)] = tokens
        wanted[index, prompt : len(tokens)] = True
    return Batch(ids, wanted)
