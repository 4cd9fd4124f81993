"""The host of the services: commits of whichever process, failures, order."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.network import Address
from state.errors import StateError
from tests.services.engines import Recorder, commit, engine, factory, named

MAIL = "mail.example.com"


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    appliance = factory(tmp_path / "state")
    yield appliance
    appliance.store.close()


def log(appliance: Appliance, name: str) -> list[str]:
    lines = list(appliance.log_books.reader(name).lines())
    return [line.split(" 2024 ", 1)[1] for line in lines[3:]]


class Two:
    """Two services, and what happened to them."""

    def __init__(self) -> None:
        self.journal: list[str] = []
        self.first = Recorder("first", self.journal)
        self.second = Recorder("second", self.journal)

    def build(self, engine: Engine) -> list[Service]:
        return [self.first, self.second]


def test_order(appliance: Appliance) -> None:
    async def main() -> list[str]:
        two = Two()
        async with engine(appliance, two.build) as (_, host):
            assert host.addresses() == {
                "first.One": Address("127.0.0.1", 10025),
                "second.One": Address("127.0.0.1", 10025),
            }
        return two.journal

    assert asyncio.run(main()) == [
        f"first start {MAIL}",
        f"second start {MAIL}",
        "second stop",
        "first stop",
    ]


def test_a_commit_of_this_process(appliance: Appliance) -> None:
    async def main() -> list[str]:
        two = Two()
        async with engine(appliance, two.build):
            commit(appliance, named("a.example.com"))
            await two.second.applied.wait()
            two.second.applied.clear()
            commit(appliance, named("b.example.com"))
            await two.second.applied.wait()
        return two.journal[2:-2]

    assert asyncio.run(main()) == [
        f"first apply {MAIL} a.example.com",
        f"second apply {MAIL} a.example.com",
        "first apply a.example.com b.example.com",
        "second apply a.example.com b.example.com",
    ]


def test_a_commit_of_another_process(appliance: Appliance) -> None:
    program = str(Path(sys.executable).with_name("esatui"))
    line = 'sethostname other.example.com; commit "other"'

    async def main() -> list[str]:
        two = Two()
        async with engine(appliance, two.build):
            process = await asyncio.create_subprocess_exec(
                program, "--state", str(appliance.store.directory), "-c", line,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            await two.second.applied.wait()
            assert await process.wait() == 0
        return two.journal[2:-2]

    assert asyncio.run(main()) == [
        f"first apply {MAIL} other.example.com",
        f"second apply {MAIL} other.example.com",
    ]


def test_a_commit_while_the_services_start(appliance: Appliance) -> None:
    class Slow(Recorder):
        async def start(self, view: object) -> None:
            commit(appliance, named("a.example.com"))

    async def main() -> None:
        slow = Slow("slow", [])
        async with engine(appliance, lambda _: [slow]):
            await slow.applied.wait()
            assert slow._journal == [f"slow apply {MAIL} a.example.com"]

    asyncio.run(main())


def test_a_slow_service_gets_the_newest(appliance: Appliance) -> None:
    async def main() -> list[str]:
        two = Two()
        async with engine(appliance, two.build) as (_, host):
            two.first.gate.clear()
            for letter in "abcd":
                two.second.applied.clear()
                commit(appliance, named(f"{letter}.example.com"))
                await two.second.applied.wait()
            await two.first.entered.wait()
            two.first.gate.set()
            await host.settled()
        return two.journal

    journal = asyncio.run(main())
    assert [entry for entry in journal if entry.startswith("first apply")] == [
        f"first apply {MAIL} a.example.com",
        "first apply a.example.com d.example.com",
    ]
    assert [entry.split()[-1] for entry in journal if entry.startswith("second apply")] == [
        f"{letter}.example.com" for letter in "abcd"
    ]


def test_settled_sees_what_was_just_committed(appliance: Appliance) -> None:
    async def main() -> None:
        two = Two()
        async with engine(appliance, two.build) as (_, host):
            for letter in "abc":
                commit(appliance, named(f"{letter}.example.com"))
                await host.settled()
                assert two.journal[-1].endswith(f" {letter}.example.com")

    asyncio.run(main())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (StateError("127.0.0.1:10025 is in use"), "127.0.0.1:10025 is in use"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
    ],
)
def test_a_service_that_fails_stops_no_other(
    appliance: Appliance, error: Exception, reason: str
) -> None:
    async def main() -> None:
        two = Two()
        two.first.fail = error
        async with engine(appliance, two.build) as (_, host):
            assert host.faults() == [f"The first service could not start: {reason}"]
            commit(appliance, named("a.example.com"))
            await host.settled()
            assert host.faults() == [
                f"The first service could not apply the configuration: {reason}"
            ]
            two.first.fail = None
            commit(appliance, named("b.example.com"))
            await host.settled()
            assert host.faults() == []
            two.first.fail = error
        assert two.journal == [
            f"first start {MAIL}",
            f"second start {MAIL}",
            f"first apply {MAIL} a.example.com",
            f"second apply {MAIL} a.example.com",
            "first apply a.example.com b.example.com",
            "second apply a.example.com b.example.com",
            "second stop",
            "first stop",
        ]

    asyncio.run(main())
    texts = [
        f"Warning: The first service could not {doing}: {reason}"
        for doing in ("start", "apply the configuration", "stop")
    ]
    assert [line for line in log(appliance, "system_logs") if "service" in line] == texts
    assert log(appliance, "mail_logs") == texts
    events = list(appliance.store.journal.newest_first())
    assert [event.data["text"] for event in events if event.type == "alert"] == [
        text.removeprefix("Warning: ") for text in reversed(texts)
    ]


def test_stopping_does_not_wait_for_a_service_that_hangs(appliance: Appliance) -> None:
    async def main() -> list[str]:
        two = Two()
        async with engine(appliance, two.build):
            two.first.gate.clear()
            commit(appliance, named("a.example.com"))
            await two.first.entered.wait()
            await two.second.applied.wait()
        return two.journal

    assert asyncio.run(main())[-2:] == ["second stop", "first stop"]


def test_a_second_engine_is_refused(appliance: Appliance) -> None:
    async def main() -> None:
        async with engine(appliance):
            with pytest.raises(StateError, match="Another process runs the services"):
                async with engine(appliance):
                    pass
        async with engine(appliance):
            pass

    asyncio.run(main())
