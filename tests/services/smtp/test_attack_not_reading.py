"""Clients that send commands and never read the replies."""

from __future__ import annotations

import asyncio
from pathlib import Path

from state.clock import FrozenClock
from tests.services.smtp.live import live, raw, until
from tests.ssh.appliances import MOMENT


def test_who_does_not_read_is_not_served(tmp_path: Path) -> None:
    """Replies that nobody fetches do not gather in memory, and the time runs."""

    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with live(tmp_path, clock=clock) as world, raw(world.port()) as client:
            flood = asyncio.create_task(client.send(b"HELP\r\n" * 1_000_000))
            await until(lambda: any(each._full for each in world.smtp.house.open))
            async with raw(world.port()) as other:
                assert await other.say("NOOP") == "250 ok\r\n"
            (slow,) = [each for each in world.smtp.house.open if each._full]
            assert slow._transport.get_write_buffer_size() < 8 << 20
            clock.advance(301)
            world.smtp.sweep()
            clock.advance(6)
            world.smtp.sweep()
            await until(lambda: not world.smtp.house.open)
            flood.cancel()
            await asyncio.wait([flood])

    asyncio.run(main())
