"""Lists that are fetched again: when, from where, and what is said about it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from esatui.appliance import Appliance
from esatui.fetcher import NetworkFetcher
from esatui.services.engine import Engine, Service
from esatui.services.revocation import RevocationService
from esatui.services.running import running
from state.clock import FrozenClock
from state.crl_cache import CrlCache
from state.logs.sink import Logs
from state.model.certificates import CrlSource
from state.model.configuration import Draft
from tests.services.alerts.posted import Nights, opened
from tests.services.delivery.world import TIMEOUT, Lines, NotedAlerts
from tests.services.engines import commit, named
from tests.services.web import Server, ok, serving, text
from tests.state.certificates.authority import NOW
from tests.state.operations.revocation import revocation_list

HOUR = 3600.0
DER = revocation_list(pem=False)
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Office:
    """A running service, and what it said."""

    appliance: Appliance
    lines: Lines
    alerts: NotedAlerts
    time: Nights
    settled: Callable[[], Awaitable[None]]

    @property
    def said(self) -> list[str]:
        """What is in `system_logs`."""
        return self.lines.of("system_logs")

    async def told(self, count: int) -> list[str]:
        """Wait for so many lines in `system_logs`, and until nothing is left to do."""
        async with asyncio.timeout(TIMEOUT):
            while len(self.said) < count:
                self.lines.changed.clear()
                await self.lines.changed.wait()
        await self.time.asleep()
        return self.said

    async def hours(self, count: int) -> None:
        """Let time go by, hour by hour."""
        for _ in range(count):
            await self.time.asleep()
            await self.time.advance(HOUR)

    def cached(self, name: str, source: CrlSource) -> bytes | None:
        """Return the list that is kept."""
        found = CrlCache(self.appliance.store.directory / "crl").get(name, source)
        return found.der if found else None


@asynccontextmanager
async def office(directory: Path, **sources: CrlSource) -> AsyncIterator[Office]:
    """Run the service with these sources committed."""
    clock = FrozenClock(NOW)
    appliance = opened(directory, clock)
    if sources:
        commit(appliance, with_sources(**sources))
    lines, alerts, time = Lines(), NotedAlerts(), Nights(clock)

    def build(engine: Engine) -> Sequence[Service]:
        engine.sleep, engine.alerts = time.sleep, alerts
        return [RevocationService(engine, NetworkFetcher(engine.settings, directory))]

    try:
        async with running(appliance.store, Logs(lines), Random(1), build=build) as (_, host):
            yield Office(appliance, lines, alerts, time, host.settled)
    finally:
        appliance.store.close()


def with_sources(**sources: CrlSource) -> Callable[[Draft], Draft]:
    """Return an edit that has these sources and no others."""
    return lambda draft: draft.write(crl=replace(draft.crl, sources=sources))


def source(server: Server, *, path: str = "root.crl", hours: int = 24) -> CrlSource:
    """Return a source at a server of this test."""
    url = f"http://127.0.0.1:{server.port}/{path}"
    return CrlSource(primary_url=url, interval_hours=hours)


def test_a_list_is_fetched_at_the_start_and_at_its_interval(tmp_path: Path) -> None:
    async def main() -> None:
        with serving(ok(DER)) as server:
            mine = source(server, hours=3)
            async with office(tmp_path / "state", mine=mine) as at:
                line = f'CRL "mine" updated from {mine.primary_url}'
                assert await at.told(1) == [line]
                assert at.cached("mine", mine) == DER
                await at.hours(2)
                await at.time.asleep()
                assert len(server.requests) == 1
                await at.hours(1)
                assert await at.told(2) == [line, line]
                assert len(server.requests) == 2
            assert at.alerts.raised == []

    asyncio.run(main())


def test_a_fresh_list_is_not_fetched_again_after_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        with serving(ok(DER)) as server:
            mine = source(server)
            async with office(tmp_path / "state", mine=mine) as at:
                await at.told(1)
            async with office(tmp_path / "state") as at:
                await at.time.asleep()
                assert at.said == []
            assert len(server.requests) == 1

    asyncio.run(main())


def test_a_commit_is_in_force_at_once(tmp_path: Path) -> None:
    async def main() -> None:
        with serving(ok(DER)) as server:
            async with office(tmp_path / "state") as at:
                commit(at.appliance, named("other.example.com"))
                manual = replace(source(server, path="manual"), automatic=False)
                commit(at.appliance, with_sources(new=source(server), manual=manual))
                assert len(await at.told(1)) == 1
                await at.hours(30)
                await at.told(2)
                assert len(server.requests) == 2
                assert all(b"GET /root.crl " in each for each in server.requests)
                commit(at.appliance, with_sources())
                await at.settled()
                await at.time.advance(100 * HOUR)
                assert len(server.requests) == 2

    asyncio.run(main())


def test_what_fails_is_told_and_tried_again_in_an_hour(tmp_path: Path) -> None:
    async def main() -> None:
        with serving(text(NOT_FOUND)) as server:
            mine = source(server)
            async with office(tmp_path / "state", mine=mine) as at:
                fault = 'CRL update failed for "mine": HTTP status 404'
                assert await at.told(1) == [fault]
                assert at.alerts.raised == [("System", "Warning", fault)]
                assert at.cached("mine", mine) is None
                server.answer = ok(b"no list")
                await at.hours(1)
                assert (await at.told(2))[1] == 'CRL update failed for "mine": not a CRL'
                server.answer = ok(DER)
                await at.hours(1)
                assert "updated from" in (await at.told(3))[2]

    asyncio.run(main())


def test_one_source_that_fails_is_not_in_the_way_of_others(tmp_path: Path) -> None:
    async def main() -> None:
        with serving(ok(DER)) as server:
            far = CrlSource(primary_url="http://crl.example.net/far.crl")
            second = replace(far, secondary_url=source(server).primary_url)
            async with office(tmp_path / "state", far=far, near=source(server), two=second) as at:
                far_away, *updated = await at.told(3)
                reason = 'host "crl.example.net" is unreachable'
                assert far_away == f'CRL update failed for "far": {reason}'
                assert all("updated from" in each for each in updated)

    asyncio.run(main())


def test_a_server_that_never_answers_holds_up_no_end(tmp_path: Path) -> None:
    asked, over = threading.Event(), threading.Event()

    def answer(connection: socket.socket) -> None:
        asked.set()
        over.wait(TIMEOUT)

    async def main() -> None:
        with serving(answer) as server:
            async with office(tmp_path / "state", mine=source(server)) as at:
                assert await asyncio.to_thread(asked.wait, TIMEOUT)
                assert at.said == []
            # All services have stopped while the answer is still due.
            assert not over.is_set()
            over.set()

    asyncio.run(main())
