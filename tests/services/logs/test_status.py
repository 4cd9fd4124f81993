"""The status log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.logs.status import StatusLog, status_line
from state.counters import Counter, MailCounters
from state.operations.logs import set_frequency
from tests.services.engines import commit, engine, factory


def test_the_line_of_the_reference() -> None:
    line = status_line(MailCounters(last_dcid=1))
    assert line.startswith(
        "Status: CPULd 0 DskIO 0 RAMUtil 1 QKUsd 0 QKFre 8388608 CrtMID 0 CrtICID 0 CrtDCID 1 "
    )
    assert len(line.split()) % 2 == 1


def test_values_follow_their_names() -> None:
    counters = MailCounters(
        messages_received=Counter(3, 2, 3), unattempted_recipients=4, attempted_recipients=5
    )
    words = status_line(counters).split()[1:]
    values = dict(zip(words[::2], words[1::2], strict=True))
    assert (values["InjMsg"], values["ActvRcp"]) == ("3", "9")


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    appliance = factory(tmp_path / "state")
    yield appliance
    appliance.store.close()


def test_how_often(appliance: Appliance) -> None:
    pauses: asyncio.Queue[float] = asyncio.Queue()

    async def sleep(seconds: float) -> None:
        """End at once three times, then never."""
        pauses.put_nowait(seconds)
        if pauses.qsize() > 3:
            await asyncio.Event().wait()

    def build(engine: Engine) -> list[Service]:
        engine.sleep = sleep
        return [StatusLog(engine)]

    async def main() -> None:
        async with engine(appliance, build) as (_, host):
            for _ in range(4):
                assert await pauses.get() == 60
            commit(appliance, lambda draft: set_frequency(draft, 120))
            await host.settled()
            assert await pauses.get() == 120

    asyncio.run(main())
    lines = list(appliance.log_books.reader("status").lines())[3:]
    assert lines
    assert all(" Info: Status: CPULd 0 DskIO 0 " in line for line in lines)
