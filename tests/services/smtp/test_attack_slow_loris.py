"""Slow loris: a byte now and then keeps a connection open, but not for ever."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from esatui.services.smtp import connection
from esatui.services.tls.channel import TlsChannel
from state.clock import FrozenClock
from tests.services.smtp.live import Live, RawClient, everybody, live, raw
from tests.services.smtp.tls import certificate, trusting_nobody
from tests.ssh.appliances import MOMENT

TOO_LONG = b"421 Exceeded allowable connection time, disconnecting.\r\n"


async def others_are_served(world: Live) -> None:
    """The listener has read what came before when it answers somebody who came later."""
    async with raw(world.port()) as other:
        assert await other.say("NOOP") == "250 ok\r\n"


async def nothing(client: RawClient) -> None:
    """Stay where commands are expected."""


async def into_a_message(client: RawClient) -> None:
    await client.begin()


@pytest.mark.parametrize(
    ("go", "last"),
    [(nothing, "ICID 1 close"), (into_a_message, "Message aborted MID 1 Receiving aborted")],
    ids=["command", "message"],
)
def test_a_byte_now_and_then_does_not_help(
    tmp_path: Path, go: Callable[[RawClient], Awaitable[None]], last: str
) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with live(tmp_path, clock=clock) as world, raw(world.port()) as client:
            await go(client)
            for _ in range(14):
                clock.advance(60)
                await client.send(b"x")
                await others_are_served(world)
                world.smtp.sweep()
            assert world.smtp.house.connections.total >= 1
            clock.advance(60)
            world.smtp.sweep()
            assert await client.rest() == TOO_LONG
            await world.logged(last)

    asyncio.run(main())


def test_nor_does_it_in_the_handshake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the time is short, and no byte stretches it."""
    monkeypatch.setattr(connection, "TlsChannel", partial(TlsChannel, timeout=0.5))
    hello = client_hello()

    async def main() -> None:
        edits = (everybody(tls="preferred"), certificate())
        async with live(tmp_path, *edits) as world, raw(world.port()) as client:
            await client.say("EHLO x")
            await client.say("STARTTLS")
            # A byte that crosses the end of the connection makes it a reset.
            with contextlib.suppress(ConnectionError):
                ended = asyncio.create_task(client.rest())
                for byte in hello[:-1]:
                    if ended.done():
                        break
                    await client.send(bytes([byte]))
                    await others_are_served(world)
                    await asyncio.wait([ended], timeout=0.01)
                assert await ended == b""
            await world.logged("ICID 1 close")
            assert "Info: ICID 1 TLS failed: [Errno 60] Operation timed out" in world.log()

    asyncio.run(main())


def client_hello() -> bytes:
    """Return what a client begins a handshake with."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trusting_nobody().wrap_bio(incoming, outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()
