"""What the appliance does not do, and what does not belong to the protocol."""

from __future__ import annotations

import asyncio
import socket

import asyncssh
import pytest

from esatui.ssh.background import BackgroundServer
from tests.ssh.clients import Clients


@pytest.mark.parametrize(
    "more",
    [
        ["ExitOnForwardFailure=yes", "RemoteForward=127.0.0.1:0 127.0.0.1:1"],
        ["ExitOnForwardFailure=yes", "RemoteForward=/tmp/never 127.0.0.1:1"],
    ],
)
def test_remote_forwarding(clients: Clients, more: list[str]) -> None:
    done = clients.ssh("version", more=more)
    assert done.returncode == 255
    assert b"remote port forwarding failed" in done.stderr


def test_local_forwarding(clients: Clients) -> None:
    done = clients.ssh(flags=["-W", "127.0.0.1:22"])
    assert done.returncode == 255
    assert b"stdio forwarding failed" in done.stderr


def test_tunnel_agent_and_x11(clients: Clients) -> None:
    more = ["ForwardAgent=yes", "ForwardX11=yes", "ForwardX11Trusted=yes"]
    assert clients.ssh("version", more=more).returncode == 0
    assert clients.ssh("version", more=["Tunnel=yes"]).stderr == b"Tunnel forwarding failed\r\n"


def test_over_a_connection_that_stays(server: BackgroundServer, clients: Clients) -> None:
    async def talk() -> None:
        async with asyncssh.connect(
            *server.address,
            username="admin",
            client_keys=[str(clients.key)],
            known_hosts=None,
            config=None,
        ) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", 22)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_unix_connection("/tmp/x")
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.create_server(lambda _host, _port: False, "127.0.0.1", 0)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.start_sftp_client()
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.create_session(asyncssh.SSHClientSession, "x" * 70_000)
            done = await connection.run("whoami")
            assert done.exit_status == 0

    asyncio.run(talk())


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01" + bytes(600),
        b"SSH-1.5-old\r\n",
        b"SSH-2.0-x\r\n" + b"\xff" * 4000,
        b"SSH-2.0-x\r\n" + bytes(4000),
        b"SSH-2.0-\xff\xfe\r\n",
        b"x" * 100_000,
    ],
)
def test_garbage_ends_its_own_connection_only(
    server: BackgroundServer, clients: Clients, data: bytes
) -> None:
    with socket.create_connection(server.address, timeout=20) as client:
        assert client.recv(16) == b"SSH-2.0-esatui\r\n"
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            while client.recv(4096):
                pass
        except ConnectionError:
            # Closed while there was more to come: that is a refusal too.
            assert len(data) > 1000
    assert clients.ssh("version").returncode == 0
