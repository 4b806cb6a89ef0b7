"""Brief → ad examples in the masked profile, drawn anew every epoch."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerFast

from copywriting.brief import Tone
from copywriting.masked import brief_text
from copywriting.masking import Masks
from copywriting.normal import neutralise
from copywriting.platforms import Platform
from inference.contract import PromptProfile
from training.briefs import to_brief
from training.dataset import AdRecord
from training.substitution import substituted
from training.tokenizer import END_OF_TURN, TURN

BUCKET = 32  # lengths are padded to a multiple: varying shapes make torch's memory grow
POOL = 160  # examples that are sorted by length together
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_LABEL = re.compile(r"^Заголовок \d:", re.MULTILINE)
_PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Pair:
    """A user's message and the ad that answers it, both as the model is to see them.

    ``characters``: the length of the ad as people read it, so that losses of models with other masks compare.
    """

    message: str
    answer: str
    characters: int

    @property
    def prompt(self) -> str:
        """ChatML up to the answer."""
        return f"{TURN}user\n{self.message}{END_OF_TURN}\n{TURN}assistant\n"

    @property
    def completion(self) -> str:
        """The answer with its end."""
        return f"{self.answer}{END_OF_TURN}\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` int64 [rows, length], padded on the right; ``wanted`` marks the targets that count."""

    ids: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How examples are drawn from records."""

    platforms: Mapping[str, Platform]  # by the dataset's names
    raw_share: float = 0.0
    substitute_share: float = 0.0  # of the raw ones
    drop_share: float = 0.15  # of briefs without a tone, and of briefs without a product
    profile: PromptProfile = "phrases"


def draw_pair(record: AdRecord, variant: str, drawing: Drawing, draw: random.Random) -> Pair | None:
    """One example; None where the ad would teach to invent: it has a figure that this brief lacks."""
    raw = drawing.profile == "instruct" or bool(drawing.raw_share and draw.random() < drawing.raw_share)
    if raw and draw.random() < drawing.substitute_share:
        record = substituted(record.model_copy(update={"variants": (variant,)}), draw)
        variant = record.variants[0]
    seed = draw.choice(record.wordings)
    brief = to_brief(record, drawing.platforms, seed)
    if draw.random() < drawing.drop_share:
        brief = replace(brief, tone=Tone(""))
    if draw.random() < drawing.drop_share:
        brief = replace(brief, product=None)
    block = brief_text(brief, drawing.platforms[record.platform])
    answer = ad = neutralise(variant)
    if not raw:
        masks = Masks(shuffle=draw, phrases=drawing.profile == "phrases")
        block, answer = masks.learn(block), masks.apply(answer)
    if _figures(_LABEL.sub("", answer)) - _figures(block):
        return None
    return Pair(block, answer, len(ad))


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(_PLACEHOLDER.sub("", text)))


def unseen_pairs(
    records: Sequence[AdRecord], platforms: Mapping[str, Platform], profile: PromptProfile = "phrases"
) -> list[Pair]:
    """The first ad of every brief in its first wording, always the same ones."""
    drawing = Drawing(platforms, drop_share=0.0, profile=profile)
    draw = random.Random(0)  # noqa: S311 - variety, not secrecy
    firsts = [record.model_copy(update={"seeds": ()}) for record in records]
    drawn = [draw_pair(record, record.variants[0], drawing, draw) for record in firsts]
    return [pair for pair in drawn if pair]


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
        """All batches of an epoch, of about ``tokens`` tokens each; examples over ``longest`` are out."""
        draw = random.Random(f"pairs {self._seed} {number}")  # noqa: S311 - variety, not secrecy
        drawn = [
            draw_pair(record, variant, self._drawing, draw)
            for record in self._records
            for variant in record.variants
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
    answers = tokenizer([pair.completion for pair in pairs], add_special_tokens=False)["input_ids"]
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
