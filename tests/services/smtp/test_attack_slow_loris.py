"""Slow loris: a byte now and then keeps a connection open, but not for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

from state.clock import FrozenClock
from tests.services.smtp.live import live, raw
from tests.ssh.appliances import MOMENT


def test_a_byte_now_and_then_does_not_help(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with live(tmp_path, clock=clock) as world, raw(world.port()) as client:
            await client.begin()
            for _ in range(14):
                clock.advance(60)
                await client.send(b"x")
                # The listener has read it when it answers somebody who came later.
                async with raw(world.port()) as other:
                    await other.say("NOOP")
                world.smtp.sweep()
            assert world.smtp.house.connections.total >= 1
            clock.advance(60)
            world.smtp.sweep()
            assert await client.rest() == (
                b"421 Exceeded allowable connection time, disconnecting.\r\n"
            )
            await world.logged("Message aborted MID 1 Receiving aborted")

    asyncio.run(main())
