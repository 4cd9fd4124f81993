"""The idle time-out, by a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Callable

from esatui.appliance import Appliance
from esatui.idle import LONGEST_WAIT, IdleWatch
from esatui.ssh.background import BackgroundServer
from esatui.ssh.server import Server
from state.clock import FrozenClock
from tests.ssh.appliances import set_access
from tests.ssh.clients import Clients
from tests.ssh.python_client import PROMPT, connected, open_shell, run, until


class Sleeper:
    def __init__(self, last_active: float) -> None:
        self.last_active = last_active
        self.expired = False

    def expire(self) -> None:
        self.expired = True


class Bench:
    """A watch with a timer that is not kept, only noted."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timeout = 1800.0
        self.sleepers: list[Sleeper] = []
        self.timers: list[float] = []
        self.cancelled = 0
        self.watch = IdleWatch(
            self._later, lambda: self.now, lambda: self.timeout, lambda: self.sleepers
        )

    def _later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        self.timers.append(seconds)

        def cancel() -> None:
            self.cancelled += 1

        return cancel

    def check(self) -> list[bool]:
        self.watch.check()
        return [sleeper.expired for sleeper in self.sleepers]


def test_who_is_idle_for_the_whole_time_expires() -> None:
    bench = Bench()
    bench.sleepers = [Sleeper(0.0), Sleeper(1.0), Sleeper(1800.0)]
    bench.now = 1799.9
    assert bench.check() == [False, False, False]
    bench.now = 1800.0
    assert bench.check() == [True, False, False]


def test_one_timer_for_all_and_no_more_often_than_needed() -> None:
    bench = Bench()
    bench.sleepers = [Sleeper(float(number)) for number in range(1000)]
    bench.watch.arm()
    bench.watch.arm()
    assert bench.timers == [LONGEST_WAIT]
    bench.now = 1770.0
    bench.watch.check()
    assert bench.timers == [LONGEST_WAIT, 30.0]


def test_nobody_needs_no_timer() -> None:
    bench = Bench()
    bench.watch.arm()
    bench.watch.check()
    assert len(bench.timers) == bench.cancelled == 1


def test_shorter_time_out_counts_at_once() -> None:
    bench = Bench()
    bench.sleepers = [Sleeper(0.0)]
    bench.now = 400.0
    assert bench.check() == [False]
    bench.timeout = 300.0
    assert bench.check() == [True]


def test_idle_session_is_closed_without_a_word(
    server: BackgroundServer, clients: Clients, appliance: Appliance
) -> None:
    clock = appliance.clock
    assert isinstance(clock, FrozenClock)
    set_access(appliance, cli_timeout=5)

    def check(running: Server) -> None:
        running.hub.idle.check()

    async def main() -> None:
        async with (
            connected(server.address, clients.key) as idle,
            connected(server.address, clients.key) as busy,
        ):
            first = await open_shell(idle)
            second = await open_shell(busy)
            await first.expect(PROMPT)
            await second.expect(PROMPT)
            await first.ask(b"sethostname\nother.example.com")
            clock.advance(299)
            await second.ask(b"whoami")
            server.ask(check)
            assert not first.closed.is_set()
            assert len(appliance.store.logins()) == 2
            clock.advance(1)
            server.ask(check)
            await first.closed.wait()
            assert first.output == b""
            assert not second.closed.is_set()
            await second.ask(b"whoami")

    run(main())
    run(until(server, lambda running: not running.hub.connections))
    assert appliance.store.pending() == ()
    reasons = [
        (event.user, event.data["reason"])
        for event in appliance.store.journal.read()[0]
        if event.type == "disconnected"
    ]
    assert reasons == [("admin", "inactivity"), ("admin", "closed")]


def test_typing_shows_in_who(
    server: BackgroundServer, clients: Clients, appliance: Appliance
) -> None:
    clock = appliance.clock
    assert isinstance(clock, FrozenClock)

    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            await shell.ask(b"whoami")
            assert appliance.store.logins()[0].last_active == clock.now()
            clock.advance(100)
            assert appliance.store.logins()[0].last_active < clock.now()
            await shell.ask(b"whoami")
            assert appliance.store.logins()[0].last_active == clock.now()

    run(main())
