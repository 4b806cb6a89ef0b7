"""One variant while it is written: draws a token, turns it into text, knows when it is over."""

from dataclasses import dataclass

from inference.contract import Finish
from inference.filters import Row
from inference.sampling import Sampler
from inference.stopping import CLOSING, OPENING, Reading
from inference.tokens import Vocabulary

TAIL = 16  # prompt tokens looked at for a <think> that the template opened itself


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens the text may have, and tokens a ``<think>`` block may have before it is closed for the model."""

    text: int
    thinking: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Outcome of a step: tokens to evaluate next, text to show, and why it ended, if it did."""

    tokens: tuple[int, ...]
    text: str
    finish: Finish | None = None


class Writing:
    """``text`` is all that was shown; ``tokens`` is how many the text took, without thinking."""

    def __init__(self, vocabulary: Vocabulary, sampler: Sampler, reading: Reading, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._sampler = sampler
        self._reading = reading
        self._budget = budget
        self._thought = 0
        self.text = ""
        self.tokens = 0

    def take(self, row: Row) -> Taken:
        """The next token from its logits. Raises ``RequestInvalid`` when the grammar has no way on."""
        thinking = self._reading.thinking
        token = self._sampler.draw(row, free=thinking)
        if self._vocabulary.ends(token):
            return Taken((), self._shown(self._reading.close()), Finish.STOP)
        text = self._shown(self._reading.feed(self._vocabulary.piece(token)))
        if self._reading.stopped:
            return Taken((), text, Finish.STOP)
        if thinking or self._reading.thinking:
            return self._think(token, text)
        self.tokens += 1
        if self.tokens >= self._budget.text:
            return Taken((), text + self._shown(self._reading.close()), Finish.LENGTH)
        return Taken((token,), text)

    def stop(self) -> str:
        """The text held back until now; nothing more will come."""
        return self._shown(self._reading.close())

    def close(self) -> None:
        self._sampler.close()

    def _think(self, token: int, text: str) -> Taken:
        self._thought += 1
        if not self._reading.thinking or self._thought < self._budget.thinking:
            return Taken((token,), text)
        closing = self._vocabulary.tokenize(f"{CLOSING}\n\n", special=True)
        for piece in map(self._vocabulary.piece, closing):
            text += self._shown(self._reading.feed(piece))
        return Taken((token, *closing), text)

    def _shown(self, text: str) -> str:
        self.text += text
        return text


def opens_thinking(vocabulary: Vocabulary, prompt: list[int]) -> bool:
    """Whether the prompt ends inside a ``<think>`` block, as some templates have it."""
    end = vocabulary.detokenize(prompt[-TAIL:])
    return end.rfind(OPENING) > end.rfind(CLOSING)
