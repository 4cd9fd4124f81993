"""Every row of mail-logs 4.1 for clients that fail: the pair in the log, and the alert they get."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import pytest

from esatui.services.tls.pairs import error_pair
from state.model.services import SslService
from tests.services.tls.appliances import Lab
from tests.services.tls.endpoints import HOST, TIMEOUT, Behaviour, Story, listening, s_client

NO_SHARED_CIPHER = (
    "(336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')"
)
UNSUPPORTED_PROTOCOL = (
    "(336027906, 'error:14076102:SSL routines:SSL23_GET_CLIENT_HELLO:unsupported protocol')"
)
UNKNOWN_PROTOCOL = (
    "(336027900, 'error:140760FC:SSL routines:SSL23_GET_CLIENT_HELLO:unknown protocol')"
)
HTTP_REQUEST = "(336027804, 'error:1407609C:SSL routines:SSL23_GET_CLIENT_HELLO:http request')"
UNKNOWN_CA = "(336151576, 'error:14094418:SSL routines:SSL3_READ_BYTES:tlsv1 alert unknown ca')"
CERTIFICATE_UNKNOWN = (
    "(336151574, 'error:14094416:SSL routines:SSL3_READ_BYTES:sslv3 alert certificate unknown')"
)
EXPIRED = (
    "(336151573, 'error:14094415:SSL routines:SSL3_READ_BYTES:sslv3 alert certificate expired')"
)
BAD_CERTIFICATE = (
    "(336151570, 'error:14094412:SSL routines:SSL3_READ_BYTES:sslv3 alert bad certificate')"
)
HANDSHAKE_FAILURE = (
    "(336151568, 'error:14094410:SSL routines:SSL3_READ_BYTES:sslv3 alert handshake failure')"
)


def with_openssl(
    lab: Lab, *options: str, case: str = "valid-p256", ssl: SslService | None = None
) -> tuple[Story, str]:
    tls = lab.server(case, ssl)

    async def converse() -> tuple[Story, str]:
        async with listening(Behaviour(engine=lambda: tls.accept("preferred"))) as server:
            _, output = await s_client(server.port, *options)
            return await server.story(), output

    return asyncio.run(converse())


def with_bytes(lab: Lab, data: bytes, *, reset: bool = False) -> tuple[Story, bytes]:
    """Send these bytes instead of a handshake; return our story, and what we answered."""
    tls = lab.server()

    async def converse() -> tuple[Story, bytes]:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"))
        async with listening(behaviour) as server:
            answer = await asyncio.to_thread(_send, server.port, data, reset)
            return await server.story(), answer

    return asyncio.run(converse())


def _send(port: int, data: bytes, reset: bool) -> bytes:
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        lines = connection.makefile("rb")
        lines.readline()
        connection.sendall(b"STARTTLS\r\n")
        assert lines.readline().startswith(b"220")
        connection.sendall(data)
        if reset:
            # With a linger time of zero, closing sends a reset.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return b""
        connection.shutdown(socket.SHUT_WR)
        return lines.read()


def alert(description: int, *, level: int = 2) -> bytes:
    return bytes([0x15, 3, 1, 0, 2, level, description])


def only(story: Story) -> str:
    assert story.order == ["failed"]
    return story.failed[0].text


def test_no_common_cipher(lab: Lab) -> None:
    ssl = SslService(method="tlsv1_2", ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")
    story, output = with_openssl(lab, "-tls1_2", "-cipher", "AES256-GCM-SHA384", ssl=ssl)
    assert only(story) == NO_SHARED_CIPHER
    assert "alert handshake failure" in output


def test_certificate_of_another_kind_than_the_ciphers(lab: Lab) -> None:
    ssl = SslService(method="tlsv1_2", ciphers="aRSA")
    story, _ = with_openssl(lab, "-tls1_2", ssl=ssl)
    assert only(story) == NO_SHARED_CIPHER


@pytest.mark.parametrize("offered", ["-tls1", "-tls1_1"])
def test_only_disabled_versions(lab: Lab, offered: str) -> None:
    story, output = with_openssl(lab, offered, "-cipher", "ALL:@SECLEVEL=0")
    assert only(story) == UNSUPPORTED_PROTOCOL
    assert "alert protocol version" in output


@pytest.mark.parametrize(
    "data",
    [
        b"EHLO example.net\r\nMAIL FROM:<a@example.net>\r\n",
        b"\x00" * 100,
        b"\x16\x16\x16\x16\x16\x16\x16\x16\x16\x16\x16",
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"\x17\x03\x03\x00\x10" + b"x" * 16,
    ],
)
def test_no_tls_at_all(lab: Lab, data: bytes) -> None:
    story, _ = with_bytes(lab, data)
    assert only(story) == UNKNOWN_PROTOCOL


@pytest.mark.parametrize("method", [b"GET", b"POST", b"HEAD", b"PUT"])
def test_plain_http(lab: Lab, method: bytes) -> None:
    story, _ = with_bytes(lab, method + b" / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert only(story) == HTTP_REQUEST


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_client_does_not_trust_the_authority(lab: Lab, version: str, tmp_path: Path) -> None:
    options = (version, "-verify_return_error", "-CAfile", lab.root_file(tmp_path))
    story, _ = with_openssl(lab, *options, "-no-CApath", "-no-CAstore", case="untrusted")
    assert failed(story) == UNKNOWN_CA


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_client_finds_the_certificate_expired(lab: Lab, version: str, tmp_path: Path) -> None:
    options = (version, "-verify_return_error", "-CAfile", lab.root_file(tmp_path))
    story, _ = with_openssl(lab, *options, case="expired")
    assert failed(story) == EXPIRED


def failed(story: Story) -> str:
    """In TLS 1.3 a server has finished before the client looks at its certificate."""
    assert story.order in (["failed"], ["opened", "failed"])
    return story.failed[0].text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (42, BAD_CERTIFICATE),
        (45, EXPIRED),
        (46, CERTIFICATE_UNKNOWN),
        (48, UNKNOWN_CA),
        (10, HANDSHAKE_FAILURE),
        (40, HANDSHAKE_FAILURE),
        (43, HANDSHAKE_FAILURE),
        (70, HANDSHAKE_FAILURE),
        (80, HANDSHAKE_FAILURE),
        (112, HANDSHAKE_FAILURE),
        (116, HANDSHAKE_FAILURE),
    ],
)
def test_alert_of_the_client(lab: Lab, number: int, text: str) -> None:
    story, _ = with_bytes(lab, alert(number))
    assert only(story) == text


def test_closed_without_a_word(lab: Lab) -> None:
    story, _ = with_bytes(lab, b"")
    assert only(story) == "[Errno 0] Error"


def test_goodbye_instead_of_a_handshake(lab: Lab) -> None:
    story, _ = with_bytes(lab, alert(0, level=1))
    assert only(story) == "[Errno 0] Error"


def test_reset(lab: Lab) -> None:
    story, _ = with_bytes(lab, b"", reset=True)
    assert only(story) == "[Errno 54] Connection reset by peer"


def test_stalled(lab: Lab) -> None:
    """The time-out of the handshake, with timers that the test moves."""
    tls = lab.server()

    async def converse() -> Story:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"), timeout=0.01)
        async with listening(behaviour) as server:
            reader, writer = await asyncio.open_connection(HOST, server.port)
            await reader.readline()
            writer.write(b"STARTTLS\r\n\x16\x03\x01")
            await reader.read()
            writer.close()
            await writer.wait_closed()
            return await server.story()

    assert only(asyncio.run(converse())) == "[Errno 60] Operation timed out"


@pytest.mark.parametrize("version", ["\x03\x01", "\x03\x03"])
@pytest.mark.parametrize("length", [0, 1, 4, 16384, 65535])
def test_broken_client_hellos_get_an_alert_and_some_pair(
    lab: Lab, version: str, length: int
) -> None:
    body = b"\x01\x00\xff\xff" + b"\x03\x03" + b"\x00" * 60
    data = b"\x16" + version.encode() + struct.pack(">H", length) + body[:length]
    story, _ = with_bytes(lab, data)
    text = only(story)
    assert text == "[Errno 0] Error" or text.startswith("(33")


def test_a_pair_is_the_decimal_of_its_code() -> None:
    reasons = ["no shared cipher", "tlsv1 alert unknown ca", "whatever else", "", "bad signature"]
    for reason in reasons:
        for pair in (error_pair(reason, "inbound"), error_pair(reason, "outbound")):
            number, code = int(pair[1:].split(",")[0]), int(pair.split(":")[1], 16)
            assert number == code


@pytest.mark.parametrize(
    "reason",
    [
        "sslv3 alert certificate unknown",
        "ssl/tls alert certificate unknown",
        "tls alert certificate unknown",
    ],
)
def test_the_words_of_all_releases_of_the_library(reason: str) -> None:
    assert error_pair(reason, "inbound") == CERTIFICATE_UNKNOWN
