"""Whether a brief fits the model, told before anything is written."""

from dataclasses import dataclass, replace

from inference.contract import Engine, GenerationRequest, Message

_ANSWER_SHARE = 4  # an answer is promised a quarter of the context; a small model writes less than its limit


@dataclass(frozen=True, slots=True)
class Room:
    """Tokens: what the prompt of a brief takes, what there is for it beside the answer, and the whole."""

    taken: int
    available: int
    context: int

    @property
    def is_enough(self) -> bool:
        return self.taken <= self.available


def longest(request: GenerationRequest) -> tuple[Message, ...]:
    """The messages as the engine reads them for the variant with the longest tail."""
    tail = max((tail.text for tail in request.tails), key=len, default="")
    last = request.messages[-1]
    return (*request.messages[:-1], replace(last, content=last.content + tail))


async def measure(engine: Engine, request: GenerationRequest) -> Room:
    """The room left by the answer; a model that follows instructions rereads its answer when it refines."""
    context = engine.info.context
    answer = min(request.max_tokens, context // _ANSWER_SHARE)
    answers = 1 if engine.info.prompt_profile != "instruct" else 2
    return Room(await engine.count(longest(request)), context - answers * answer, context)
