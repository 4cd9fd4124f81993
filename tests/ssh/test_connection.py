"""What was changed of asyncssh's connection, seen from the other end: fails if asyncssh moves."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from asyncssh.constants import MSG_CHANNEL_DATA, MSG_IGNORE

from esatui.ssh.algorithms import ENCRYPTION
from esatui.ssh.background import BackgroundServer
from esatui.ssh.connection import UNREAD_LIMIT
from esatui.ssh.cork import CorkedTransport
from esatui.ssh.server import Server
from tests.ssh.clients import Clients
from tests.ssh.python_client import PROMPT, connected, open_shell, run, until


class Wire(asyncio.Transport):
    """A transport that notes what is sent through it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.closed = ""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def is_closing(self) -> bool:
        return bool(self.closed)

    def abort(self) -> None:
        self.closed = "aborted"

    def close(self) -> None:
        self.closed = "closed"

    def get_write_buffer_size(self) -> int:
        return 1000


def test_no_empty_packet_goes_with_each(
    server: BackgroundServer, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[int] = []
    original = asyncssh.SSHClientConnection.log_received_packet

    def note(self: Any, pkttype: int, *rest: Any) -> None:
        received.append(pkttype)
        original(self, pkttype, *rest)

    monkeypatch.setattr(asyncssh.SSHClientConnection, "log_received_packet", note)
    channel_data: list[int] = []
    original_data = asyncssh.SSHClientChannel.log_received_packet

    def note_data(self: Any, pkttype: int, *rest: Any) -> None:
        channel_data.append(pkttype)
        original_data(self, pkttype, *rest)

    monkeypatch.setattr(asyncssh.SSHClientChannel, "log_received_packet", note_data)

    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            channel_data.clear()
            await shell.ask(b"whoami")
            # One command, one packet: not one for each line that was printed.
            assert channel_data == [MSG_CHANNEL_DATA]

    run(main())
    assert MSG_IGNORE not in received
    # It protects CBC, so there must be none.
    assert not any("cbc" in name for name in ENCRYPTION)


@pytest.mark.parametrize("cipher", ENCRYPTION)
def test_ciphers_with_openssh(clients: Clients, cipher: str) -> None:
    assert clients.ssh("version", more=[f"Ciphers={cipher}"]).returncode == 0


@pytest.mark.parametrize("exchange", ["curve25519-sha256", "ecdh-sha2-nistp256"])
def test_key_exchanges_with_openssh(clients: Clients, exchange: str) -> None:
    assert clients.ssh("version", more=[f"KexAlgorithms={exchange}"]).returncode == 0


@pytest.mark.parametrize(
    "more",
    [
        ["Ciphers=aes128-cbc"],
        ["KexAlgorithms=diffie-hellman-group14-sha1"],
        ["MACs=hmac-sha1", "Ciphers=aes128-ctr"],
    ],
)
def test_old_algorithms_are_not_offered(clients: Clients, more: list[str]) -> None:
    done = clients.ssh("version", more=["LogLevel=INFO", *more])
    assert done.returncode == 255
    assert b"no matching" in done.stderr


def test_new_keys_in_the_middle_of_a_session(server: BackgroundServer, clients: Clients) -> None:
    async def main() -> None:
        async with asyncssh.connect(
            *server.address,
            username="admin",
            client_keys=[str(clients.key)],
            known_hosts=None,
            config=None,
            rekey_bytes=2000,
        ) as connection:
            shell = await open_shell(connection)
            await shell.expect(PROMPT)
            for _ in range(50):
                assert b"Username: admin" in await shell.ask(b"whoami")

    run(main())


def test_options_are_not_made_again_for_each_login(
    server: BackgroundServer, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(asyncssh.SSHServerConnectionOptions, "construct", never)
    assert clients.ssh("version").returncode == 0


def test_environment_is_not_kept(server: BackgroundServer, clients: Clients) -> None:
    def kept(running: Server) -> int:
        channels = [
            c for login in running.hub.connections for c in login.connection._channels.values()
        ]
        assert channels
        return sum(len(channel._env) for channel in channels)

    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            many = [f"NAME{number}={'x' * 1000}" for number in range(200)]
            _, _ = await connection.create_session(
                asyncssh.SSHClientSession, encoding=None, env=many
            )
            assert await asyncio.to_thread(server.ask, kept) == 0

    run(main())


@pytest.mark.parametrize("how", ["signal", "break"])
def test_interrupts_that_are_no_character(
    server: BackgroundServer, clients: Clients, how: str
) -> None:
    async def main() -> None:
        async with connected(server.address, clients.key) as connection:
            shell = await open_shell(connection, term="dumb")
            await shell.expect(PROMPT)
            await shell.ask(b"sethostname", b"[mail.example.com]> ")
            if how == "signal":
                shell.channel.send_signal("INT")
            else:
                shell.channel.send_break(100)
            await shell.expect(b"-- Changes not recorded")
            await shell.expect(PROMPT)
            shell.channel.send_signal("TERM")
            assert b"Username" in await shell.ask(b"whoami")

    run(main())


def test_flood_during_authentication_is_cut_off(server: BackgroundServer, clients: Clients) -> None:
    """Nobody has logged in, and nothing may be kept for nobody."""

    async def main() -> None:
        reader, writer = await asyncio.open_connection(*server.address)
        await reader.readline()
        # A packet that never ends: its length is taken, and no more than that.
        writer.write(b"SSH-2.0-x\r\n" + (0x7FFFFFFF).to_bytes(4, "big") + b"x" * UNREAD_LIMIT)
        try:
            await writer.drain()
            while await reader.read(65536):
                pass
        except ConnectionError:
            writer.close()
        await until(server, lambda running: not running.hub.connections)
        writer.close()

    run(main())


def test_cork_sends_at_once_what_belongs_together() -> None:
    wire = Wire()
    cork = CorkedTransport(wire)
    cork.write(b"at once")
    assert wire.sent == [b"at once"]
    cork.cork()
    cork.write(b"a")
    cork.cork()
    cork.write(b"b")
    cork.uncork()
    assert wire.sent == [b"at once"]
    assert cork.get_write_buffer_size() == 1002
    cork.uncork()
    assert wire.sent == [b"at once", b"ab"]
    cork.cork()
    cork.write(b"last words")
    cork.abort()
    assert (wire.sent[-1], wire.closed) == (b"last words", "aborted")
    cork.write(b"too late")
    cork.uncork()
    assert wire.sent[-1] == b"last words"


def test_many_files_do_not_matter(clients: Clients, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(3_000_000))
    assert clients.scp(str(tmp_path / "big"), ":").returncode == 0
    assert clients.scp(":big", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back").read_bytes() == bytes(3_000_000)
