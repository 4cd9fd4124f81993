"""A thousand idle connections: the next client is served, and their time runs."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from state.clock import FrozenClock
from state.model.configuration import Draft
from tests.services.smtp.live import Live, RawClient, both, everybody, listener, live, raw, until
from tests.ssh.appliances import MOMENT

MANY = 1000


@pytest.fixture
def descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def roomy(draft: Draft) -> Draft:
    """Let so many connect, from one host too."""
    draft = draft.write(listeners=replace(draft.listeners, max_concurrency=2 * MANY))
    return both(
        everybody(max_concurrency=2 * MANY),
        listener(lambda old: replace(old, max_concurrency=2 * MANY, tcp_queue=1000)),
    )(draft)


@pytest.mark.usefixtures("descriptors")
def test_a_thousand_do_not_stop_the_next(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with live(tmp_path, roomy, clock=clock) as world, AsyncExitStack() as stack:
            idle = [await stack.enter_async_context(raw(world.port())) for _ in range(MANY)]
            async with raw(world.port()) as client:
                await client.begin()
                assert await client.say(b"x\r\n.\r\n") == "250 ok:  Message 1 accepted\r\n"
            assert world.engine.counters.snapshot().inbound_connections >= MANY
            clock.advance(301)
            world.smtp.sweep()
            for each in idle:
                assert await each.rest() == b"421 #4.4.2 timeout\r\n"
            await gone(world, idle)

    asyncio.run(main())


async def gone(world: Live, clients: list[RawClient]) -> None:
    """Close the clients and wait until the listener has noticed."""
    for each in clients:
        each.writer.close()
    await until(lambda: not world.smtp.house.open)
    assert world.smtp.house.connections.total == 0
    assert world.engine.counters.snapshot().inbound_connections == 0
