"""Everything that is measured, in one Prometheus registry of this bot's own.

Labels are words of this program: methods, kinds, error types, module names. Never an id, a name or a text.
"""

import logging
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from desk.observer import Outcome
from inference.contract import ModelInfo, Speed, VariantDone
from inference.errors import EngineError

SHORT = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
LONG = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
REPEATED = frozenset({"429", "network", "server_error"})  # outcomes after which a call is made again


@dataclass(frozen=True, slots=True)
class Standing:
    """What is looked at when somebody asks, rather than counted as it happens."""

    queued: int
    writing: int
    speed: Speed
    silence: float | None  # seconds since Telegram last answered


class Metrics:
    """Implements the observers of desk and inference; the rest is called by what watches in ``bot/``."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._make_desk()
        self._make_engine()
        self._make_telegram()
        self._make_house()

    def _make_desk(self) -> None:
        self._queued = self._gauge("queue_jobs", "Jobs that wait for their turn")
        self._writing = self._gauge("writing_jobs", "Jobs that are being written")
        self._waited = self._times("job_wait_seconds", "From handing a job in to its turn", LONG)
        self._wrote = self._times("job_writing_seconds", "Writing all variants of a job", LONG)
        self._jobs = self._counter("jobs", "Jobs by how they ended", "outcome")
        for outcome in Outcome:
            self._jobs.labels(outcome)
        self._deliveries = self._counter("deliveries", "Variants by what became of them", "outcome")
        self._delivering = self._times(
            "delivery_seconds", "From a variant's turn until it is in the chat", LONG
        )

    def _make_engine(self) -> None:
        self._first_token = self._times("first_token_seconds", "From a request to its first text", LONG)
        self._generation = self._times("generation_seconds", "Generating all variants of a request", LONG)
        self._tokens = self._counter(
            "tokens", "Tokens of prompts (variants share reading them) and of texts", "kind"
        )
        self._failures = self._counter("engine_errors", "Requests the engine failed, by error", "error")
        self._sequences = self._gauge("engine_variants", "Variants in the engine, by state", "state")
        self._pace = self._gauge("engine_tokens_per_second", "Measured lately, all variants together", "kind")
        self._alive = self._gauge("engine_alive", "1: the engine serves")
        self._restarts = self._counter("engine_restarts", "How often the engine died and began anew")
        self._seen_restarts = 0
        self._model = self._gauge("model_info", "The model in use", "model", "profile")

    def _make_telegram(self) -> None:
        self._updates = self._counter("updates", "Updates from Telegram", "kind")
        self._handling = self._times("update_seconds", "Handling an update", SHORT)
        self._calls = self._counter("telegram_calls", "Requests to Telegram", "method", "outcome")
        self._calling = self._times("telegram_call_seconds", "Requests to Telegram, polls left out", SHORT)
        self._retries = self._counter("telegram_retries", "Requests that have to be made again", "reason")
        for reason in sorted(REPEATED):
            self._retries.labels(reason)
        self._dropped = self._counter(
            "drafts_dropped", "Left out because the chat's budget was tight", "method"
        )
        self._silence = self._gauge("telegram_silence_seconds", "Since Telegram last answered anything")

    def _make_house(self) -> None:
        self._errors = self._counter("errors", "Errors that reached the last handler of an update", "error")
        self._records = self._counter("log_records", "Warnings and errors in the log", "level", "logger")
        self._database = self._times("database_write_seconds", "Transactions, waiting included", SHORT)
        self._lag = self._times("event_loop_lag_seconds", "How late the event loop wakes up", SHORT)

    # the desk's observer

    def began(self, waited: float) -> None:
        self._waited.observe(max(0.0, waited))  # the wall clock may have been set back

    def wrote(self, seconds: float) -> None:
        self._wrote.observe(seconds)

    def ended(self, outcome: Outcome) -> None:
        self._jobs.labels(outcome).inc()

    def delivered(self, seconds: float) -> None:
        self._deliveries.labels("sent").inc()
        self._delivering.observe(seconds)

    def refused(self) -> None:
        self._deliveries.labels("refused").inc()

    # the engine's observer

    def first_text(self, seconds: float) -> None:
        self._first_token.observe(seconds)

    def finished(self, done: VariantDone) -> None:
        self._tokens.labels("prompt").inc(done.prompt_tokens)
        self._tokens.labels("text").inc(done.tokens)

    def generated(self, seconds: float) -> None:
        self._generation.observe(seconds)

    def engine_failed(self, error: EngineError) -> None:
        self._failures.labels(type(error).__name__).inc()

    def model(self, info: ModelInfo) -> None:
        """This model is in use now, and no other."""
        self._model.clear()
        self._model.labels(info.name, info.prompt_profile).set(1)

    # Telegram

    def updated(self, kind: str, seconds: float) -> None:
        self._updates.labels(kind).inc()
        self._handling.observe(seconds)

    def called(self, method: str, outcome: str, seconds: float | None) -> None:
        """``seconds`` is ``None`` where the time says nothing."""
        self._calls.labels(method, outcome).inc()
        if seconds is not None:
            self._calling.observe(seconds)
            if outcome in REPEATED:
                self._retries.labels(outcome).inc()

    def left_out(self, method: str) -> None:
        self._dropped.labels(method).inc()

    # the house

    def failed(self, error: Exception) -> None:
        self._errors.labels(type(error).__name__).inc()

    def logged(self, record: logging.LogRecord) -> None:
        self._records.labels(record.levelname.lower(), record.name).inc()

    def stored(self, seconds: float) -> None:
        self._database.observe(seconds)

    def lagged(self, seconds: float) -> None:
        self._lag.observe(seconds)

    def page(self, standing: Standing) -> bytes:
        """The text for Prometheus, with how things stand at this moment."""
        speed = standing.speed
        self._queued.set(standing.queued)
        self._writing.set(standing.writing)
        self._sequences.labels("running").set(speed.running)
        self._sequences.labels("waiting").set(speed.waiting)
        self._pace.labels("text").set(speed.tokens_per_second or 0.0)
        self._pace.labels("prompt").set(speed.prompt_tokens_per_second or 0.0)
        self._alive.set(speed.alive)
        self._restarts.inc(max(0, speed.restarts - self._seen_restarts))
        self._seen_restarts = speed.restarts
        self._silence.set(standing.silence or 0.0)
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"copydesk_{name}", meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"copydesk_{name}", meaning, labels, registry=self.registry)

    def _times(self, name: str, meaning: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"copydesk_{name}", meaning, buckets=buckets, registry=self.registry)
