"""Connecting: where it goes, what it is called when it does not."""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path

import pytest

from esatui.services.network import NetworkError, network_error
from esatui.services.network.network import Network, same_side
from tests.services.network.labs import network, run


class Talk(asyncio.Protocol):
    def __init__(self) -> None:
        self.received = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        self.received.set_result(data)


async def reach(found: Network, host: str, port: int, source: str | None = None) -> bytes:
    transport, talk = await found.connect(Talk, host, port, source=source, timeout=5)
    try:
        return bytes(await talk.received)
    finally:
        transport.close()


async def where(host: str, bound: str, tmp_path: Path, source: str | None = None) -> bytes:
    """Return what a server bound to `bound` says to us: where we come from."""

    def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(writer.get_extra_info("peername")[0].encode())
        writer.close()

    server = await asyncio.start_server(greet, bound, 0)
    port = server.sockets[0].getsockname()[1]
    lab = f'[map]\n"10.0.0.1:25" = "{bound}:{port}"\n"mx.example.net:25" = "{bound}:{port}"'
    async with server:
        return await reach(network(tmp_path, lab), host, 25 if host != bound else port, source)


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.1.7", "MX.example.net"])
def test_mapped_hosts_and_loopback(tmp_path: Path, host: str) -> None:
    assert run(where(host, "127.0.1.7", tmp_path)).startswith(b"127.0.0.")


def test_the_address_to_come_from(tmp_path: Path) -> None:
    assert run(where("10.0.0.1", "127.0.1.7", tmp_path, "127.0.0.9")) == b"127.0.0.9"


def test_the_settings_file_counts_more_than_the_lab(tmp_path: Path) -> None:
    lab = '[map]\n"10.0.0.1:25" = "127.0.0.1:1"'
    found = network(tmp_path, lab, remotes={"10.0.0.1:25": "127.0.0.1:2"})
    assert found.outside.target("10.0.0.1", 25).port == 2


@pytest.mark.parametrize(
    ("host", "port"),
    [("10.0.0.2", 25), ("10.0.0.1", 26), ("192.0.2.1", 25), ("2001:db8::1", 25), ("mx", 25),
     ("0.0.0.1", 25), ("255.255.255.255", 25), ("::ffff:192.0.2.1", 25), ("", 25)],
)  # fmt: skip
def test_no_way(tmp_path: Path, host: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    found = network(tmp_path, '[map]\n"10.0.0.1:25" = "127.0.0.1:1"')
    with pytest.raises(NetworkError) as fault:
        run(reach(found, host, port))
    assert str(fault.value) == "[Errno 65] No route to host"


def test_real_networking_is_the_owners_decision(tmp_path: Path) -> None:
    real = network(tmp_path, None, outside={"real": True})
    assert real.outside.target("192.0.2.1", 25) == ("192.0.2.1", 25)
    with pytest.raises(NetworkError):
        real.outside.target("mx.example.net", 25)


def test_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(NetworkError) as fault:
        run(reach(network(tmp_path), "127.0.0.1", port))
    assert str(fault.value) == "[Errno 61] Connection refused"
    assert not fault.value.timed_out


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        address = listening.getsockname()
        # The queue of the listening socket is full: the kernel drops further attempts.
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        with pytest.raises(NetworkError) as fault:
            run(network(tmp_path).connect(Talk, *address, timeout=0.05))
        for each in waiting:
            each.close()
    assert str(fault.value) == "[Errno 60] Operation timed out"
    assert fault.value.timed_out


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ConnectionResetError(errno.ECONNRESET, "x"), "[Errno 54] Connection reset by peer"),
        (ConnectionResetError(), "[Errno 54] Connection reset by peer"),
        (BrokenPipeError(errno.EPIPE, "x"), "[Errno 32] Broken pipe"),
        (TimeoutError(), "[Errno 60] Operation timed out"),
        (OSError(errno.ETIMEDOUT, "x"), "[Errno 60] Operation timed out"),
        (OSError(errno.EHOSTUNREACH, "x"), "[Errno 65] No route to host"),
        (OSError(errno.ENETUNREACH, "x"), "[Errno 51] Network is unreachable"),
        (OSError(errno.EMFILE, "Too many open files"), "[Errno 24] Too many open files"),
        (OSError("strange"), "[Errno 0] Error"),
        (EOFError(), "[Errno 0] Error"),
        (None, "[Errno 0] Error"),
        (NetworkError(61, "Connection refused"), "[Errno 61] Connection refused"),
    ],
)
def test_errors_have_the_numbers_of_the_appliance(error: BaseException | None, text: str) -> None:
    assert str(network_error(error)) == text


def test_a_source_must_be_able_to_reach_the_target() -> None:
    assert same_side("127.0.0.1", "127.0.1.1")
    assert not same_side("127.0.0.1", "192.0.2.1")
    assert not same_side("127.0.0.1", "::1")
