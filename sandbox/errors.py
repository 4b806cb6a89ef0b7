"""What can go wrong: opening the sandbox, and refusals in Telegram's own words."""

from typing import Any


class SandboxError(Exception):
    """The sandbox can't open; `str(error)` is one line for stderr."""


class NotLoopback(SandboxError):
    def __init__(self, host: str) -> None:
        super().__init__(
            f"The sandbox listens on loopback only, not on {host!r}: anybody could talk through it."
        )


class PortBusy(SandboxError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} on {host} is busy: close what listens there or choose another port.")


class BadState(SandboxError):
    def __init__(self, path: object) -> None:
        super().__init__(f"The sandbox can't read its state file {path}: delete it to start afresh.")


class ApiError(Exception):
    """An answer `{"ok": false}` of the Bot API."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, {"retry_after": retry_after})
