"""The engine over any OpenAI-compatible server: vLLM, llama-server, Ray Serve, llama-cpp-python's own."""

from inference.remote.config import RemoteConfig
from inference.remote.engine import RemoteEngine

__all__ = ["RemoteConfig", "RemoteEngine"]
