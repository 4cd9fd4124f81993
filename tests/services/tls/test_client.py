"""TLS of delivery against `openssl s_server`: what is presented, asked for, found and reported."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esatui.services.tls.client import ClientTls
from esatui.services.tls.failures import TlsFailure
from state.model.services import SslService
from tests.services.tls.appliances import EVERYTHING, NAMES, Lab
from tests.services.tls.endpoints import (
    HOST,
    TIMEOUT,
    Behaviour,
    Story,
    connected,
    listening,
    s_server,
)

HANDSHAKE_FAILURE = "(336032784, 'error:14077410:SSL routines:SSL23_GET_SERVER_HELLO:sslv3 alert handshake failure')"
PROTOCOL_VERSION = (
    "(336032814, 'error:1407742E:SSL routines:SSL23_GET_SERVER_HELLO:tlsv1 alert protocol version')"
)
UNKNOWN_PROTOCOL = (
    "(336031996, 'error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol')"
)
DH_KEY_TOO_SMALL = (
    "(336077172, 'error:14082174:SSL routines:SSL3_CHECK_CERT_AND_ALGORITHM:dh key too small')"
)
CERTIFICATE_REQUIRED = (
    "(336151644, 'error:1409445C:SSL routines:SSL3_READ_BYTES:tlsv13 alert certificate required')"
)


def delivered(client: ClientTls, *options: str, name: str = NAMES.host) -> Story:
    """Our handshake with an s_server with these options, then `QUIT`."""

    async def converse() -> Story:
        async with s_server(*options) as port:
            behaviour = Behaviour(engine=lambda: client.connect(name), starttls=False)
            end = await connected(behaviour, port)
            await _opened_or_ended(end.ended, end.story)
            if end.channel is not None and end.transport is not None:
                end.channel.close()
                end.transport.close()
            return await asyncio.wait_for(end.ended, TIMEOUT)

    return asyncio.run(converse())


async def _opened_or_ended(ended: asyncio.Future[Story], story: Story) -> None:
    async with asyncio.timeout(TIMEOUT):
        while not ended.done() and not story.opened:
            await asyncio.wait([ended], timeout=0.01)


def only(story: Story) -> str:
    assert story.order == ["failed"]
    return story.failed[0].text


@pytest.mark.parametrize(
    "case",
    ["valid-p256", "valid-rsa2048", "selfsigned", "expired", "wrong-order", "root-included"],
)
def test_the_chain_is_fetched_and_nothing_is_verified(lab: Lab, case: str, tmp_path: Path) -> None:
    options = lab.server_options(tmp_path, case)
    story = delivered(lab.client(), *options)
    sent = [(tmp_path / "cert.pem").read_text("ascii")]
    chain = (tmp_path / "chain.pem").read_text("ascii")
    sent += [f"-----BEGIN{each}" for each in chain.split("-----BEGIN")[1:]]
    (session,) = story.opened
    assert [each.pem for each in session.chain] == sent
    assert session.chain_complete
    assert session.protocol == "TLSv1.3"


def test_server_without_a_certificate(lab: Lab) -> None:
    client = lab.client(ssl=SslService(method="tlsv1_2", ciphers="aNULL:@SECLEVEL=0"))
    story = delivered(client, "-nocert", "-cipher", "aNULL:@SECLEVEL=0", "-tls1_2")
    assert story.opened[0].chain == ()


def test_weak_server(lab: Lab, tmp_path: Path) -> None:
    """The levels without verification encrypt to it all the same."""
    options = lab.server_options(tmp_path, "weak-rsa1024-sha1")
    assert delivered(lab.client(), *options, "-cipher", "ALL:@SECLEVEL=0").opened


@pytest.mark.parametrize("version", ["-tls1", "-tls1_1"])
def test_old_server(lab: Lab, version: str, tmp_path: Path) -> None:
    options = (
        *lab.server_options(tmp_path, "valid-rsa2048"),
        version,
        "-cipher",
        "ALL:@SECLEVEL=0",
    )
    assert only(delivered(lab.client(), *options)) == PROTOCOL_VERSION
    story = delivered(lab.client(ssl=EVERYTHING), *options)
    assert story.opened[0].protocol == {"-tls1": "TLSv1", "-tls1_1": "TLSv1.1"}[version]


def test_no_common_cipher(lab: Lab, tmp_path: Path) -> None:
    options = (*lab.server_options(tmp_path), "-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305")
    assert only(delivered(lab.client(), *options)) == HANDSHAKE_FAILURE


def test_small_diffie_hellman(lab: Lab) -> None:
    """No library serves such a key any more: the server's first flight is made by hand."""
    server = lab.hierarchy.present("valid-rsa2048", NAMES).server
    engine = lab.client(ssl=SslService(ciphers="DHE")).connect(NAMES.host)
    engine.handshake()
    engine.feed(small_group_flight(server.certificate.der))
    with pytest.raises(TlsFailure) as caught:
        engine.handshake()
    assert caught.value.text == DH_KEY_TOO_SMALL


def small_group_flight(certificate: bytes) -> bytes:
    """ServerHello, Certificate and ServerKeyExchange of TLS 1.2 (RFC 5246, 7.4) with 512 bits."""

    def sized(content: bytes, octets: int) -> bytes:
        return len(content).to_bytes(octets, "big") + content

    def message(kind: int, content: bytes) -> bytes:
        return bytes([kind]) + sized(content, 3)

    secure_renegotiation = b"\xff\x01" + sized(b"\x00", 2)
    hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x33\x00" + sized(secure_renegotiation, 2)
    prime = (2**512 - 569).to_bytes(64, "big")
    exchange = sized(prime, 2) + sized(b"\x02", 2) + sized(b"\x7f" * 64, 2)
    signature = b"\x04\x01" + sized(bytes(256), 2)
    messages = (
        message(2, hello)
        + message(11, sized(sized(certificate, 3), 3))
        + message(12, exchange + signature)
    )
    return b"\x16\x03\x03" + sized(messages, 2)


def test_the_certificate_is_presented_when_asked_for(lab: Lab, tmp_path: Path) -> None:
    options = (
        *(*lab.server_options(tmp_path), "-Verify", "3", "-verify_return_error"),
        *("-CAfile", lab.root_file(tmp_path), "-tls1_2"),
    )
    assert delivered(lab.client("valid-rsa2048"), *options).opened
    story = delivered(lab.client("untrusted"), *options)
    assert only(story).endswith("SSL3_READ_BYTES:tlsv1 alert unknown ca')")


@pytest.mark.parametrize("case", ["weak-rsa1024-sha1", "expired", "nointermediate"])
def test_any_certificate_of_ours_is_presented(lab: Lab, case: str, tmp_path: Path) -> None:
    presented = lab.hierarchy.present(case, NAMES)
    client = ClientTls.from_view(
        lab.view(lab.stored(presented.server, presented.chain)), lab.load_key
    )

    async def converse() -> Story:
        server = lab.server(ssl=SslService())
        behaviour = Behaviour(engine=lambda: server.accept("required_verify"), starttls=False)
        async with listening(behaviour) as ours:
            end = await connected(
                Behaviour(engine=lambda: client.connect(NAMES.host), starttls=False), ours.port
            )
            await _opened_or_ended(ours.ends[0].ended if ours.ends else end.ended, end.story)
            assert end.channel is not None
            end.channel.write(b"QUIT\r\n")
            return await ours.story()

    (session,) = asyncio.run(converse()).opened
    assert session.chain == (presented.server.certificate, *presented.chain)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("mx.example.com", "mx.example.com"),
        ("MX.Example.COM.", "mx.example.com"),
        ("메일.example", "xn--h32bq4v.example"),
        ("10.0.0.1", None),
        ("", None),
        ("2001:db8::1", None),
        ("a\0b.example", None),
    ],
)
def test_server_name(lab: Lab, name: str, sent: str | None) -> None:
    engine = lab.client().connect(name)
    engine.handshake()
    hello = engine.outgoing()
    assert server_name(hello) == sent


def server_name(hello: bytes) -> str | None:
    """The host name in the server_name extension of a ClientHello."""
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2], "big")
    at += 1 + hello[at]
    at += 2
    while at < len(hello):
        kind, length = struct.unpack_from(">HH", hello, at)
        if kind == 0:
            return hello[at + 9 : at + 4 + length].decode("ascii")
        at += 4 + length
    return None


@contextmanager
def answering(data: bytes, *, reset: bool = False) -> Iterator[int]:
    """A server that answers the first octets of each connection with these, and closes."""

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(TIMEOUT)
            connection.recv(65536)
            connection.sendall(data)
            if reset:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    with socket.create_server((HOST, 0)) as listening_socket:
        thread = threading.Thread(target=serve, args=(listening_socket,))
        thread.start()
        yield listening_socket.getsockname()[1]
        thread.join(TIMEOUT)


def answered(lab: Lab, data: bytes, *, reset: bool = False) -> Story:
    client = lab.client()

    async def converse(port: int) -> Story:
        behaviour = Behaviour(engine=lambda: client.connect(NAMES.host), starttls=False)
        end = await connected(behaviour, port)
        return await asyncio.wait_for(end.ended, TIMEOUT)

    with answering(data, reset=reset) as port:
        return asyncio.run(converse(port))


@pytest.mark.parametrize(
    "data",
    [
        b"250 mail.example.com\r\n",
        b"500 #5.5.1 command not recognized\r\n",
        b"\x00" * 50,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_no_tls_at_all(lab: Lab, data: bytes) -> None:
    assert only(answered(lab, data)) == UNKNOWN_PROTOCOL


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (40, HANDSHAKE_FAILURE),
        (70, PROTOCOL_VERSION),
        (
            80,
            "(336151608, 'error:14094438:SSL routines:SSL3_READ_BYTES:tlsv1 alert internal error')",
        ),
        (116, CERTIFICATE_REQUIRED),
        (250, HANDSHAKE_FAILURE),
    ],
)
def test_alert_of_the_server(lab: Lab, number: int, text: str) -> None:
    assert only(answered(lab, bytes([0x15, 3, 1, 0, 2, 2, number]))) == text


def test_closed_and_reset(lab: Lab) -> None:
    assert only(answered(lab, b"")) == "[Errno 0] Error"
    assert only(answered(lab, b"", reset=True)) == "[Errno 54] Connection reset by peer"
