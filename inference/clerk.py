"""Makes tickets of requests: renders, tokenises, checks everything that can be wrong before anything runs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from inference.contract import GenerationRequest, Message, Tail
from inference.errors import AdapterError, PromptTooLong, RequestInvalid
from inference.jobs import Job, JobId
from inference.mailbox import Mailbox
from inference.model import Model
from inference.prompt_tokens import PromptTokenizer
from inference.samplers import Samplers
from inference.sampling import Bias
from inference.stopping import CLOSING, Reading
from inference.template import ChatTemplate
from inference.ticket import Ticket
from inference.writing import Budget, Writing, opens_thinking

MOST_TAILS = 64


class Clerk:
    """Works in a thread of its own: 20,000 characters take longer than the event loop may wait."""

    def __init__(self, model: Model, context: int, now: Callable[[], datetime]) -> None:
        vocabulary = model.vocabulary
        template = ChatTemplate(
            model.chat_template, bos=vocabulary.bos_text, eos=vocabulary.eos_text, now=now
        )
        self._vocabulary = vocabulary
        self._context = context
        self._prompts = PromptTokenizer(template, vocabulary)
        self._samplers = Samplers(vocabulary)
        self._numbers = count(1)

    def count(self, messages: Sequence[Message]) -> int:
        return len(self._prompts.ids(messages))

    def ticket(self, request: GenerationRequest, mailbox: Mailbox, accepted: float) -> Ticket:
        """Raises ``RequestInvalid`` or ``PromptTooLong``. ``accepted`` is a moment of the worker's clock."""
        limits = [_checked(request, tail) for tail in request.tails]
        prompts = [self._prompt(request.messages, tail) for tail in request.tails]
        for prompt, limit in zip(prompts, limits, strict=True):
            if len(prompt) + limit > self._context:
                raise PromptTooLong(len(prompt), limit, self._context)
        job = Job.of(
            JobId(next(self._numbers)),
            prompts,
            limits,
            tenant=request.tenant,
            adapter=None if request.adapter is None else (request.adapter, request.adapter_scale),
        )
        deadline = None if request.deadline is None else accepted + request.deadline
        return Ticket(job, self._writings(request, prompts, limits), mailbox, deadline)

    def close(self) -> None:
        self._samplers.close()

    def _prompt(self, messages: Sequence[Message], tail: Tail) -> list[int]:
        last = messages[-1]
        ids = self._prompts.ids([*messages[:-1], replace(last, content=last.content + tail.text)])
        if not ids:
            raise RequestInvalid("the chat template makes an empty prompt of this")
        return ids

    def _writings(
        self, request: GenerationRequest, prompts: Sequence[list[int]], limits: Sequence[int]
    ) -> list[Writing]:
        bias = self._samplers.bias(request)
        made: list[Writing] = []
        try:
            for tail, prompt, limit in zip(request.tails, prompts, limits, strict=True):
                made.append(self._writing(request, tail, (prompt, limit), bias))
        except RequestInvalid:
            for writing in made:
                writing.close()
            raise
        return made

    def _writing(
        self, request: GenerationRequest, tail: Tail, room: tuple[list[int], int], bias: Bias
    ) -> Writing:
        prompt, limit = room
        reading = Reading(request.stop, thinking=opens_thinking(self._vocabulary, prompt))
        spare = (
            self._context - len(prompt) - limit - len(self._vocabulary.tokenize(CLOSING, special=True)) - 2
        )
        budget = Budget(limit, max(0, min(request.thinking_tokens, spare)))
        return Writing(self._vocabulary, self._samplers.make(request, tail, bias), reading, budget)


def _checked(request: GenerationRequest, tail: Tail) -> int:
    """How many tokens the variant may write. Raises ``RequestInvalid``."""
    limit = request.max_tokens if tail.max_tokens is None else tail.max_tokens
    if limit < 1:
        raise RequestInvalid(f"max_tokens must be at least 1, not {limit}")
    return limit


def check(request: GenerationRequest, adapters: Sequence[str]) -> None:
    """What can be told without the model. Raises ``RequestInvalid`` or ``AdapterError``."""
    if not request.messages:
        raise RequestInvalid("no messages")
    if not 1 <= len(request.tails) <= MOST_TAILS:
        raise RequestInvalid(f"1 to {MOST_TAILS} tails, not {len(request.tails)}")
    if request.adapter is not None and request.adapter not in adapters:
        raise AdapterError(f"no adapter is called {request.adapter!r}")
