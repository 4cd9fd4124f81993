"""Connections that break off, at the worst moments, and what is left of them: nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esatui.appliance import Appliance
from esatui.commands import whoami
from esatui.ssh.background import BackgroundServer
from esatui.ssh.server import Server
from state.certificates.keys import PrivateKey
from tests.ssh.clients import Clients
from tests.ssh.python_client import PROMPT, connected, open_shell, run, until


class SlowKeyMaker:
    """Makes keys when it is told to."""

    def __init__(self, appliance: Appliance) -> None:
        self._maker = appliance.key_maker
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def rsa(self, bits: int) -> PrivateKey:
        self.begun.set()
        assert self.go_on.wait(20)
        return self._maker.rsa(bits)

    def serial_number(self) -> int:
        return self._maker.serial_number()


@pytest.fixture(autouse=True)
def nothing_left(server: BackgroundServer, appliance: Appliance) -> Iterator[None]:
    """Whatever a test did, afterwards the server is as it was."""
    before = files(appliance)
    yield
    run(until(server, quiet))
    assert server.ask(lambda running: len(running.hub.connections)) == 0
    assert server.ask(lambda running: running.hub.quota.reserved) == 0
    # The task that serves, and the one that asks nothing.
    assert server.ask(lambda _: len(asyncio.all_tasks())) == 1
    assert appliance.store.logins() == ()
    assert appliance.store.pending() == ()
    assert files(appliance) == before


def quiet(running: Server) -> bool:
    return not running.hub.connections and len(asyncio.all_tasks()) == 1


def files(appliance: Appliance) -> set[str]:
    root = appliance.store.directory
    found = {str(path.relative_to(root)) for path in root.rglob("*")}
    # These stay on purpose: events, logs, keys of the host, what was typed, the lock of this process.
    kept = ("journal", "logs", "ssh", "history", "logins")
    return {name for name in found if not name.startswith(kept)}


def test_at_the_prompt(server: BackgroundServer, clients: Clients) -> None:
    async def main() -> None:
        for term in ("", "dumb", "xterm"):
            async with connected(server.address, clients.key) as connection:
                shell = await open_shell(connection, term=term)
                await shell.expect(PROMPT)

    run(main())


def test_before_anything_is_answered(server: BackgroundServer, clients: Clients) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            await open_shell(connection)
        async with connected(server.address, clients.key) as connection:
            await open_shell(connection, "showconfig")

    run(main())


def test_with_uncommitted_changes(
    server: BackgroundServer, clients: Clients, appliance: Appliance
) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            await shell.ask(b"sethostname\nother.example.com")
            assert len(appliance.store.pending()) == 1
            assert len(appliance.store.logins()) == 1

    run(main())
    assert appliance.store.refresh().configuration == appliance.store.head.configuration


@pytest.mark.parametrize("term", ["", "dumb", "xterm"])
def test_in_the_middle_of_work(
    server: BackgroundServer, clients: Clients, appliance: Appliance, term: str
) -> None:
    maker = SlowKeyMaker(appliance)
    appliance.key_maker = maker

    async def main() -> None:
        end = b"\r" if term else b"\n"
        answers = [b"certconfig", b"certificate", b"new", b"1", b"partner.com", b"mail.example.com"]
        answers += [b"n", b"Example", b"Org", b"City", b"CA", b"US", b"100", b"1", b"n"]
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection, term=term)
            await shell.expect(PROMPT)
            shell.channel.write(b"".join(answer + end for answer in answers))
            assert await asyncio.to_thread(maker.begun.wait, 20)
            # Others are not held up meanwhile.
            assert (await connection.run("whoami")).exit_status == 0
        await until(server, lambda running: not running.hub.connections)
        assert appliance.store.logins() == ()
        maker.go_on.set()

    run(main())


def test_in_the_middle_of_a_paste(server: BackgroundServer, clients: Clients) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            await shell.ask(b"certconfig\ncertauthority\nimport\n", b"[]> ")
            shell.channel.write(b"-----BEGIN CERTIFICATE-----\n" + b"x" * 300_000)

    run(main())


def test_in_the_middle_of_a_copy(server: BackgroundServer, clients: Clients) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            up = await open_shell(connection, "scp -t /configuration")
            await up.expect(b"\0")
            up.channel.write(b"C0644 1000000 half\n")
            await up.expect(b"\0")
            up.channel.write(b"x" * 5000)
            await until(server, lambda running: running.hub.quota.reserved == 1_000_000)

    run(main())


def test_session_that_ends_while_the_connection_stays(
    server: BackgroundServer, clients: Clients, appliance: Appliance
) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            for _ in range(30):
                shell = await open_shell(connection)
                await shell.expect(PROMPT)
                shell.channel.abort()
                await shell.channel.wait_closed()
            assert (await connection.run("whoami")).exit_status == 0
            await until(server, no_sessions)
            assert appliance.store.logins() == ()

    def no_sessions(running: Server) -> bool:
        return not any(login.sessions for login in running.hub.connections)

    run(main())


@pytest.mark.parametrize("command", [None, "whoami"])
def test_a_fault_of_ours_ends_its_session_only(
    server: BackgroundServer,
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    command: str | None,
) -> None:
    async def fault(session: object) -> None:
        raise KeyError(session)

    monkeypatch.setattr(whoami.command, "run", fault)

    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection, command)
            if command is None:
                await shell.expect(PROMPT)
                shell.channel.write(b"whoami\n")
            await shell.closed.wait()
            assert shell.channel.get_exit_status() == 1
            assert b"Traceback" not in shell.output
            assert (await connection.run("version")).exit_status == 0

    run(main())
    assert [record.getMessage() for record in caplog.records] == ["session of 'admin' failed"]


def test_in_the_middle_of_authentication(server: BackgroundServer, tmp_path: Path) -> None:
    async def main() -> None:
        for _ in range(3):
            _, writer = await asyncio.open_connection(*server.address)
            writer.write(b"SSH-2.0-x\r\n")
            await writer.drain()
            writer.transport.abort()

    run(main())


def test_objects_are_freed(server: BackgroundServer, clients: Clients) -> None:
    def sessions(running: Server) -> list[weakref.ref[Any]]:
        found = [login for login in running.hub.connections if login.sessions]
        return [weakref.ref(each) for login in found for each in (login, *login.sessions)]

    async def main() -> list[weakref.ref[Any]]:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            return await asyncio.to_thread(server.ask, sessions)

    held = run(main())
    assert len(held) == 2
    run(until(server, quiet))
    gc.collect()
    assert [reference() for reference in held] == [None, None]
