"""A local Bot API server with a chat page: the very same bot talks to it over HTTP as to Telegram."""

from sandbox.errors import ApiError, BadState, NotLoopback, PortBusy, SandboxError
from sandbox.faults import Fault
from sandbox.model import DEFAULT_USERS, SandboxUser
from sandbox.server import TOKEN, Sandbox
from sandbox.world import Options

__all__ = [
    "DEFAULT_USERS",
    "TOKEN",
    "ApiError",
    "BadState",
    "Fault",
    "NotLoopback",
    "Options",
    "PortBusy",
    "Sandbox",
    "SandboxError",
    "SandboxUser",
]
