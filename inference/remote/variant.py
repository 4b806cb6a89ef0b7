"""One variant as it arrives."""

from inference.contract import Finish, GenerationRequest
from inference.remote.answer import Usage
from inference.stopping import Reading


class RemoteVariant:
    """``tokens`` are the server's count where it gives one, else the pieces that came, mostly one each."""

    def __init__(self, index: int, request: GenerationRequest, prompt_tokens: int) -> None:
        self.index = index
        self.prompt_tokens = prompt_tokens
        self.tokens = 0
        self.text = ""
        self.finish: Finish | None = None
        self.done = False
        self._reading = Reading(request.stop)

    @property
    def stopped(self) -> bool:
        """A stop string has come that the server was not told of, or did not heed."""
        return self._reading.stopped

    def feed(self, text: str, finish: str | None) -> str:
        """The text that may be shown now."""
        self.tokens += bool(text)
        fresh = self._reading.feed(text.encode("utf-8", "replace"))
        if self.stopped:
            self.finish = Finish.STOP
        elif finish:
            self.finish = Finish.LENGTH if finish == "length" else Finish.STOP
        self.text += fresh
        return fresh

    def rest(self) -> str:
        """What was held back, when nothing more will come."""
        rest = self._reading.close()
        self.text += rest
        return rest

    def count(self, usage: Usage, *, alone: bool) -> None:
        """``alone``: the usage is of this variant, not of several together."""
        self.prompt_tokens = usage.prompt
        if alone:
            self.tokens = usage.completion
