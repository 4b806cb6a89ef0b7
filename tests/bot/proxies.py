"""Two small real proxies, HTTP (CONNECT) and SOCKS5, that note where they were asked to connect."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


@dataclass
class Proxy:
    port: int = 0
    asked: list[str] = field(default_factory=list)  # host:port
    credentials: list[str] = field(default_factory=list)


Greet = Callable[[Reader, Writer, Proxy], Awaitable[tuple[str, int]]]


@asynccontextmanager
async def proxy(greet: Greet) -> AsyncIterator[Proxy]:
    noted = Proxy()

    async def serve(reader: Reader, writer: Writer) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            host, port = await greet(reader, writer, noted)
            noted.asked.append(f"{host}:{port}")
            there_reader, there_writer = await asyncio.open_connection(host, port)
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    noted.port = server.sockets[0].getsockname()[1]
    try:
        yield noted
    finally:
        server.close()


async def _pump(source: Reader, target: Writer) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    target.close()


async def http(reader: Reader, writer: Writer, noted: Proxy) -> tuple[str, int]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *headers = head.split("\r\n")
    noted.credentials += [line for line in headers if line.lower().startswith("proxy-authorization")]
    host, port = first.split()[1].rsplit(":", 1)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    return host, int(port)


async def socks5(reader: Reader, writer: Writer, noted: Proxy) -> tuple[str, int]:
    methods = await reader.readexactly((await reader.readexactly(2))[1])
    wants_password = 2 in methods
    writer.write(bytes([5, 2 if wants_password else 0]))
    if wants_password:
        name = await reader.readexactly((await reader.readexactly(2))[1])
        word = await reader.readexactly((await reader.readexactly(1))[0])
        noted.credentials.append(f"{name.decode()}:{word.decode()}")
        writer.write(b"\x01\x00")
    kind = (await reader.readexactly(4))[3]
    raw = await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
    host = ".".join(map(str, raw)) if kind == 1 else raw.decode()
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    writer.write(b"\x05\x00\x00\x01" + bytes(6))
    return host, int(port)
