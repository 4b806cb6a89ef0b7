"""General ability: questions of our own that a program can mark, and text that no advertiser wrote.

Tuning for ads may cost a model the rest of what it knew; this is where that shows.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import aclosing, closing
from pathlib import Path
from typing import Annotated, Literal

import llama_cpp
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from inference.contract import Engine, GenerationRequest, Message, Sampling, VariantDone
from training.gguf_adapter_use import applied
from training.likelihood import surprise

FILE = Path(__file__).with_name("general.toml")
LONGEST = 96  # tokens of an answer: none needs more than a sentence or a small object
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W_]+")


class _Question(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    ask: str


class NumberQuestion(_Question):
    """The last number of the answer is ``answer``."""

    kind: Literal["number"]
    answer: float

    def right(self, reply: str) -> bool:
        found = _NUMBER.findall(reply)
        return bool(found) and float(found[-1].replace(",", ".")) == self.answer


class WordQuestion(_Question):
    """One of ``any_of`` stands in the answer, and none of ``none_of``."""

    kind: Literal["word"]
    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()

    def right(self, reply: str) -> bool:
        words = {word.lower() for word in _WORD.findall(reply)}
        return not words.isdisjoint(self.any_of) and words.isdisjoint(self.none_of)


class JsonQuestion(_Question):
    """The answer holds just this JSON object."""

    kind: Literal["json"]
    answer: dict[str, str | int]

    def right(self, reply: str) -> bool:
        start, end = reply.find("{"), reply.rfind("}")
        try:
            return bool(json.loads(reply[start : end + 1]) == self.answer)
        except json.JSONDecodeError:
            return False


class KeepQuestion(_Question):
    """All of ``keep`` stand in the answer, which is no copy of the question."""

    kind: Literal["keep"]
    keep: tuple[str, ...]

    def right(self, reply: str) -> bool:
        return all(part in reply for part in self.keep) and self.ask.strip() not in reply


Question = Annotated[NumberQuestion | WordQuestion | JsonQuestion | KeepQuestion, Field(discriminator="kind")]


class General(BaseModel):
    """The file's content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: tuple[Question, ...]
    neutral: tuple[str, ...]


def read_general() -> General:
    """The questions that come with the pipeline."""
    return TypeAdapter(General).validate_python(tomllib.loads(FILE.read_text(encoding="utf-8")))


async def answers(engine: Engine, questions: Sequence[Question], adapter: str | None = None) -> list[str]:
    """What the model says to each, without randomness and without the trade's prompt."""
    replies = []
    for question in questions:
        request = GenerationRequest(
            messages=(Message("user", question.ask),),
            max_tokens=LONGEST,
            sampling=Sampling(temperature=0),
            adapter=adapter,
        )
        async with aclosing(engine.generate(request)) as events:
            replies += [event.text async for event in events if isinstance(event, VariantDone)]
    return replies


def marks(questions: Sequence[Question], replies: Sequence[str]) -> Mapping[str, float]:
    """Share of right answers, in all and by subject."""
    right = [question.right(reply) for question, reply in zip(questions, replies, strict=True)]
    found = {"all": sum(right) / max(1, len(right))}
    for subject in dict.fromkeys(question.subject for question in questions):
        own = [ok for ok, question in zip(right, questions, strict=True) if question.subject == subject]
        found[subject] = sum(own) / len(own)
    return found


def neutral_nats(path: Path, texts: Sequence[str], adapter: Path | None = None) -> float:
    """Nats a character of texts that are no ads."""
    llama = llama_cpp.Llama(
        str(path), n_ctx=1024, n_threads=1, n_threads_batch=1, logits_all=True, verbose=False
    )
    with closing(llama), applied(llama, adapter):
        total = 0.0
        for text in texts:
            ids = list(llama.tokenize(text.encode(), add_bos=False, special=False))
            total += surprise(llama, ids[:1], ids[1:])
    return total / max(1, sum(map(len, texts)))
