"""`ping`, `telnet` and SMTPPING with hosts that are there: processes on loopback behind a lab."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from esatui.services.network.probing import readable
from esatui.transcript.fixtures import ApplianceUnderTest

MX = "203.0.113.1"
ZONE = """
[zone."partner.example"]
records = '''
@    MX 10 mx
mx   A  203.0.113.1
gone A  203.0.113.2
'''
"""


@dataclass
class MailHost:
    """A mail host of one conversation, and what it was told."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    def converse(self, client: socket.socket, refuse: bytes) -> None:
        """Answer until QUIT, or until the client has gone."""
        client.sendall(b"220 mx.partner.example \x1b[31mESMTP\r\n")
        content = False
        for line in client.makefile("rb"):
            self.heard.append(line)
            verb = line.upper()
            if content:
                content = line != b".\r\n"
                reply = b"" if content else b"250 taken\r\n"
            elif verb.startswith(refuse):
                reply = b"550 not here\r\n"
            elif verb.startswith(b"DATA"):
                content, reply = True, b"354 go on\r\n"
            elif verb.startswith(b"QUIT"):
                client.sendall(b"221 bye\r\n")
                return
            else:
                reply = b"250 ok\r\n"
            client.sendall(reply)


@contextmanager
def mail_host(refuse: bytes = b"nothing") -> Iterator[MailHost]:
    """Answer one client; the command that begins with `refuse` is refused."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = MailHost(server.getsockname()[1])
        server.settimeout(30)

        def serve() -> None:
            # A client that only looks whether somebody is there has gone before the banner.
            with suppress(OSError):
                client, _ = server.accept()
                with client:
                    host.converse(client, refuse)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield host
        finally:
            server.close()
            thread.join(timeout=60)


def lab(appliance: ApplianceUnderTest, port: int, service: int = 25) -> None:
    mapping = f'[map]\n"{MX}:{service}" = "127.0.0.1:{port}"\n'
    (appliance.state_directory / "lab.toml").write_text(mapping + ZONE)


def test_telnet_carries_lines(appliance: ApplianceUnderTest) -> None:
    with mail_host() as host:
        lab(appliance, host.port)
        session = appliance.session()
        begun = session.send("telnet mx.partner.example")
        assert begun == (
            f"\nTrying {MX}...\nConnected to mx.partner.example.\nEscape character is '^]'.\n"
            "220 mx.partner.example ?[31mESMTP\n"
        )
        assert session.send("EHLO me") == "250 ok\n"
        assert (
            session.send("quit")
            == "221 bye\nConnection closed by foreign host.\n\nmail.example.com> "
        )
    assert host.heard == [b"EHLO me\r\n", b"quit\r\n"]


@pytest.mark.parametrize("how", ["^]", "\x1d", None])
def test_telnet_can_be_left(appliance: ApplianceUnderTest, how: str | None) -> None:
    with mail_host() as host:
        lab(appliance, host.port)
        session = appliance.session()
        session.send("telnet mx.partner.example 25")
        left = session.interrupt() if how is None else session.send(how)
        assert left.startswith("Connection closed.\n\n")


def test_ping_finds_a_mapped_host(appliance: ApplianceUnderTest) -> None:
    with mail_host() as host:
        lab(appliance, host.port)
        text = appliance.run("ping mx.partner.example count=1")
    assert f"64 bytes from {MX}: icmp_seq=0 ttl=64 time=" in text
    assert "1 packets transmitted, 1 packets received, 0.0% packet loss" in text


def test_ping_finds_a_host_on_which_nothing_listens(appliance: ApplianceUnderTest) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    lab(appliance, port, service=443)
    assert "0.0% packet loss" in appliance.run("ping mx.partner.example count=1")


SENDING = """\
diagnostic
network
smtpping
partner.example


2
"""


def test_smtpping_connects_and_sends_nothing(appliance: ApplianceUnderTest) -> None:
    with mail_host() as host:
        lab(appliance, host.port)
        session = appliance.session()
        for line in SENDING.splitlines():
            session.send(line)
        told = session.send("n")
    assert told.startswith(
        f"\nStarting SMTP test of host mx.partner.example.\n"
        f"Resolved 'mx.partner.example' to {MX}.\n"
        f"Connection to {MX} succeeded.\n"
        "Command Greeting succeeded.\n"
        "Command EHLO succeeded.\n"
        "Test complete.  Total time elapsed 0.00 seconds\n"
    )
    assert host.heard == [b"EHLO mail.example.com\r\n", b"QUIT\r\n"]


def test_smtpping_sends_a_message(appliance: ApplianceUnderTest) -> None:
    with mail_host() as host:
        lab(appliance, host.port)
        session = appliance.session()
        for line in [*SENDING.splitlines(), "y", "me@example.com", "you@partner.example", "Hello"]:
            session.send(line)
        told = session.paste("first\n.dot")
    assert "Command RCPT TO succeeded.\nCommand DATA succeeded.\n" in told
    assert b"MAIL FROM:<me@example.com>\r\n" in host.heard
    assert b"Subject: Hello\r\n" in host.heard
    assert host.heard[-4:] == [b"first\r\n", b"..dot\r\n", b".\r\n", b"QUIT\r\n"]


def test_smtpping_tells_a_refusal(appliance: ApplianceUnderTest) -> None:
    with mail_host(refuse=b"RCPT") as host:
        lab(appliance, host.port)
        session = appliance.session()
        for line in [*SENDING.splitlines(), "y", "me@example.com", "you@partner.example", ""]:
            session.send(line)
        told = session.paste("text")
    assert "Command RCPT TO failed: 550 not here\nTest aborted.\n" in told
    assert not any(line.startswith(b"DATA") for line in host.heard)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"220 a\r\nb\r\n", "220 a\nb\n"),
        (b"\xff\xfd\x18login: ", "login: "),
        (b"\xff\xf1a\xff", "a"),
        (b"\x1b]0;x\x07\x00", "?]0;x??"),
        ("메일".encode(), "메일"),
        (b"\xfe", "\ufffd"),
    ],
)
def test_what_a_remote_sends_cannot_disturb_a_terminal(data: bytes, text: str) -> None:
    assert readable(data) == text
