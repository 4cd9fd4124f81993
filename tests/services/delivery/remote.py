"""A remote host that says exactly what it is told to, whatever comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from esatui.lab.presented import Names
from esatui.services.delivery.client import SmtpClient
from esatui.services.tls.client import ClientTls
from esatui.services.tls.identity import Identity
from state.model.services import SslService
from tests.services.delivery.world import QUICK, hierarchy


@dataclass
class Remote:
    """The remote end of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hears(self) -> bytes:
        return await self.reader.readline()


@asynccontextmanager
async def talking(script: Callable[[Remote], Awaitable[None]]) -> AsyncIterator[SmtpClient]:
    """A client that is connected to a remote with this script, which ends by closing."""
    failures: list[AssertionError] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(Remote(reader, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        except AssertionError as error:
            failures.append(error)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 24)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: SmtpClient(QUICK), "127.0.0.1", port)
    try:
        yield client
    finally:
        client.abort()
        server.close()
        await server.wait_closed()
    assert not failures, failures


def engine() -> ClientTls:
    """TLS of a client with a certificate of the lab."""
    presented = hierarchy().present("valid-p256", Names("example.com", "mail.example.com"))
    identity = Identity(
        "partner.com", presented.server.certificate, presented.chain, presented.server.key
    )
    return ClientTls(identity, SslService())
