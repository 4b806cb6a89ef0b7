"""What a remote engine must know of its server."""

from dataclasses import dataclass

from inference.contract import PromptProfile


@dataclass(frozen=True, slots=True)
class RemoteConfig:
    """``base_url`` ends where ``/chat/completions`` begins (usually ``…/v1``). Times are seconds.

    ``model`` may be empty when the server has only one. ``context=0`` believes the server, and 4096 when it
    doesn't say; ``prompt_profile=None`` looks into its vocabulary, if it shows that. ``several`` is whether
    the server answers ``n`` variants in one request; ``None`` finds out at the first chance. ``retries`` are
    made only while nothing of the answer has arrived; the k-th waits ``backoff * 2**k``.
    """

    base_url: str
    api_key: str = ""
    model: str = ""
    context: int = 0
    prompt_profile: PromptProfile | None = None
    several: bool | None = None
    concurrency: int = 16
    queue_limit: int = 256
    retries: int = 3
    backoff: float = 0.5
    connect_timeout: float = 10.0
    read_timeout: float = (
        120.0  # the longest silence: a long prompt on a busy server is silent until its first token
    )
