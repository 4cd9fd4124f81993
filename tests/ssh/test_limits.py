"""Bounds: connections, sessions, and clients that do not read."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import asyncssh
import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import background_server
from esatui.ssh.limits import Limits
from esatui.ssh.server import Server
from tests.ssh.python_client import PROMPT, connected, open_shell, run, until

SMALL = 64 * 1024
"""A window that is soon full, in bytes."""


def test_connections(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance, limits=Limits(connections=2)) as server:
            async with (
                connected(server.address, key) as first,
                connected(server.address, key),
            ):
                reader, writer = await asyncio.open_connection(*server.address)
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await reader.readexactly(1)
                writer.close()
                first.abort()
                await until(server, lambda running: len(running.hub.connections) == 1)
                async with connected(server.address, key) as third:
                    assert (await third.run("whoami")).exit_status == 0

    run(main())


def test_connections_without_a_login(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance, limits=Limits(unauthenticated=3)) as server:
            async with connected(server.address, key) as inside:
                silent = [socket.create_connection(server.address) for _ in range(3)]
                await until(server, lambda running: len(running.hub.unauthenticated) == 3)
                with pytest.raises((OSError, asyncssh.Error)):
                    async with connected(server.address, key):
                        raise AssertionError("let in")
                # Who is in already is not concerned.
                assert (await inside.run("whoami")).exit_status == 0
                for each in silent:
                    each.close()
                await until(server, lambda running: not running.hub.unauthenticated)
                async with connected(server.address, key):
                    pass

    run(main())


def test_sessions_of_a_connection(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance, limits=Limits(sessions=2)) as server:
            async with connected(server.address, key) as connection:
                first = await open_shell(connection)
                await open_shell(connection)
                with pytest.raises(asyncssh.ChannelOpenError):
                    await open_shell(connection)
                first.channel.close()
                await first.channel.wait_closed()
                await open_shell(connection)

    run(main())


def test_sessions_that_are_asked_for_at_the_same_time(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance, limits=Limits(sessions=5)) as server:
            async with connected(server.address, key) as connection:
                asked = (open_shell(connection) for _ in range(50))
                opened = await asyncio.gather(*asked, return_exceptions=True)
                refused = [each for each in opened if isinstance(each, asyncssh.ChannelOpenError)]
                assert len(refused) == 45
                assert await asyncio.to_thread(server.ask, sessions) == 5

    def sessions(running: Server) -> int:
        return sum(len(login.sessions) for login in running.hub.connections)

    run(main())


def test_many_sessions_at_once(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance) as server:

            async def one(number: int) -> bytes:
                async with connected(server.address, key) as connection:
                    shell = await open_shell(connection)
                    await shell.expect(PROMPT)
                    return await shell.ask(f"sethostname\nhost{number}.example.com".encode())

            said = await asyncio.gather(*(one(number) for number in range(40)))
            assert len(said) == 40

    run(main())
    assert appliance.store.pending() == ()
    assert appliance.store.logins() == ()


def unsent(running: Server) -> int:
    """Return the bytes that wait in this process for clients to read them."""
    return sum(login.unsent() for login in running.hub.connections)


def test_client_that_does_not_read_is_waited_for(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance) as server:
            async with connected(server.address, key) as connection:
                shell = await open_shell(connection, window=SMALL)
                await shell.expect(PROMPT)
                shell.channel.pause_reading()
                # Some 3 MB of output, if nobody stopped it.
                shell.channel.write(b"showconfig 1\n" * 300)
                async with connected(server.address, key) as other:
                    for _ in range(20):
                        assert (await other.run("whoami")).exit_status == 0
                        assert server.ask(unsent) < 200_000
                shell.channel.resume_reading()
                shell.channel.write(b"sethostname\nread.example.com\n")
                await shell.expect(b"[mail.example.com]> ")

    run(main())


def test_client_that_reads_nothing_at_all_is_waited_for(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance) as server:
            async with connected(server.address, key) as connection:
                # The window is open; it is the socket that is not read.
                shell = await open_shell(connection, window=2**31)
                await shell.expect(PROMPT)
                transport = connection._transport
                assert transport is not None
                transport.pause_reading()
                shell.channel.write(b"showconfig 1\n" * 2000)
                async with connected(server.address, key) as other:
                    await until(server, lambda running: unsent(running) > 0)
                    for _ in range(20):
                        assert (await other.run("whoami")).exit_status == 0
                        assert server.ask(unsent) < 200_000
                transport.resume_reading()

    run(main())


def test_output_without_limit_ends_the_connection(appliance: Appliance, key: Path) -> None:
    async def main() -> None:
        with background_server(appliance, limits=Limits(unsent=100_000)) as server:
            async with connected(server.address, key) as connection:
                shell = await open_shell(connection, "version;" * 2000, window=SMALL)
                shell.channel.pause_reading()
                await shell.closed.wait()
            await until(server, lambda running: not running.hub.connections)
        reasons = [
            e.data["reason"] for e in appliance.store.journal.read()[0] if e.type == "disconnected"
        ]
        assert reasons == ["unread"]

    run(main())
