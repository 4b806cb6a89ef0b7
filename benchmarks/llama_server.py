"""llama-server as a rival: started by us on a free port, spoken to through the remote engine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from inference.errors import RemoteUnavailable
from inference.remote import RemoteConfig, RemoteEngine

PATIENCE = 120  # seconds for a model to load
PAUSE = 0.2


@asynccontextmanager
async def llama_server(
    binary: Path, model: Path, *, threads: int, slots: int, context: int
) -> AsyncIterator[RemoteEngine]:
    """An engine over a fresh server with ``slots`` sequences in one unified cache of ``context`` tokens."""
    port = _free_port()
    command = [str(binary), "--model", str(model), "--port", str(port), "--host", "127.0.0.1"]
    command += ["--threads", str(threads), "--threads-batch", str(threads), "--parallel", str(slots)]
    command += ["--ctx-size", str(context), "--kv-unified", "--no-warmup"]
    silent = asyncio.subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(*command, stdout=silent, stderr=silent)
    try:
        url = f"http://127.0.0.1:{port}/v1"
        await _ready(server, url)
        config = RemoteConfig(url, several=True, concurrency=slots, queue_limit=10_000, read_timeout=600)
        async with RemoteEngine.open(config) as engine:
            yield engine
    finally:
        if server.returncode is None:
            server.terminate()
        await server.wait()


async def _ready(server: asyncio.subprocess.Process, url: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while server.returncode is None:
            try:
                async with RemoteEngine.open(RemoteConfig(url, connect_timeout=1)):
                    return
            except RemoteUnavailable:
                await asyncio.sleep(PAUSE)
    raise RemoteUnavailable(f"llama-server ended with code {server.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
