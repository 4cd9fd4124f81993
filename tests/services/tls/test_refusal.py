"""The alert after a handshake, as real programs of other people understand it."""

from __future__ import annotations

import asyncio

import pytest
from OpenSSL import SSL

from esatui.services.tls.peer import NO_CERTIFICATE
from esatui.services.tls.refusal import alert_of
from state.model.services import SslService
from tests.services.tls.appliances import Lab
from tests.services.tls.endpoints import HOST, Behaviour, Story, listening, run, s_client
from tests.services.tls.memory import Peer, client_context, shaken

ALL = SslService(method="tlsv1_0tlsv1_1tlsv1_2tlsv1_3", ciphers="ALL:@SECLEVEL=0")
KNOWN = [
    ("-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"),
    ("-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384"),
    ("-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"),
    ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"),
    ("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"),
    ("-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"),
    ("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"),
    ("-tls1_2", "-cipher", "AES128-GCM-SHA256"),
]
OTHERS = [
    ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256"),
    ("-tls1_2", "-cipher", "AES256-CCM"),
    ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
    ("-tls1", "-cipher", "ALL:@SECLEVEL=0"),
]


def refused(lab: Lab, number: int, *options: str) -> tuple[str, Story]:
    """Return what `openssl s_client` says about its refusal, and our side of it."""
    tls = lab.server("valid-rsa2048", ssl=ALL)

    async def converse() -> tuple[str, Story]:
        behaviour = Behaviour(engine=lambda: tls.accept("required_verify"), refuse=number)
        async with listening(behaviour) as server:
            _, output = await s_client(server.port, *options, stdin=b"")
            return output, await server.story()

    return asyncio.run(converse())


@pytest.mark.parametrize("options", KNOWN, ids=lambda options: options[2])
def test_the_client_reads_the_alert(lab: Lab, options: tuple[str, ...]) -> None:
    output, story = refused(lab, 48, *options)
    assert "alert unknown ca" in output
    assert "SSL alert number 48" in output
    assert story.order == ["opened"]


@pytest.mark.parametrize("options", OTHERS, ids=" ".join)
def test_other_ciphers_end_with_a_goodbye(lab: Lab, options: tuple[str, ...]) -> None:
    output, story = refused(lab, 48, *options)
    assert story.order == ["opened"]
    assert "closed" in output
    assert "SSL alert" not in output


@pytest.mark.parametrize("number", [40, 42, 43, 44, 45, 46, 116])
def test_each_alert(lab: Lab, number: int) -> None:
    output, _ = refused(lab, number, "-tls1_3")
    assert f"SSL alert number {number}" in output


@pytest.mark.parametrize(
    "priority", ["NORMAL:-VERS-ALL:+VERS-TLS1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.2"]
)
def test_gnutls_reads_it_too(lab: Lab, priority: str) -> None:
    tls = lab.server("valid-rsa2048", ssl=ALL)

    async def converse() -> str:
        behaviour = Behaviour(
            engine=lambda: tls.accept("required_verify"), starttls=False, refuse=45
        )
        async with listening(behaviour) as server:
            options = ("--insecure", "--priority", priority, "-p", str(server.port), HOST)
            _, output = await run("gnutls-cli", *options)
            return output

    assert "Received alert [45]" in asyncio.run(converse())


def test_a_client_that_has_renegotiated_gets_a_goodbye(lab: Lab) -> None:
    engine = lab.server("valid-rsa2048", ssl=ALL).accept("required_verify")
    peer = Peer(client_context(), server=False)
    shaken(engine, peer)
    peer.connection.renegotiate()
    for _ in range(4):
        peer.go_on()
        engine.feed(peer.outgoing())
        assert engine.read() == b""
        peer.take(engine.outgoing())
    engine.refuse(48)
    peer.take(engine.outgoing())
    with pytest.raises(SSL.ZeroReturnError):
        peer.connection.recv(100)


def test_what_was_written_before_comes_first(lab: Lab) -> None:
    engine = lab.server("valid-rsa2048", ssl=ALL).accept("required_verify")
    peer = Peer(client_context(), server=False)
    shaken(engine, peer)
    for number in range(5):
        engine.write(b"x" * 20000)
        if number % 2:
            peer.take(engine.outgoing())
    engine.refuse(48)
    engine.refuse(45)
    peer.take(engine.outgoing())
    assert sum(len(peer.connection.recv(16384)) for _ in range(10)) == 100000
    with pytest.raises(SSL.Error, match="unknown ca"):
        peer.connection.recv(100)
    assert (engine.state, engine.outgoing()) == ("closed", b"")


@pytest.mark.parametrize(
    ("reason", "protocol", "number"),
    [
        ("unable to get local issuer certificate", "TLSv1.2", 48),
        ("certificate has expired", "TLSv1.3", 45),
        ("certificate revoked", "TLSv1.3", 44),
        ("permitted subtree violation", "TLSv1.3", 46),
        (NO_CERTIFICATE, "TLSv1.3", 116),
        (NO_CERTIFICATE, "TLSv1.2", 40),
    ],
)
def test_alert_of_a_reason(reason: str, protocol: str, number: int) -> None:
    assert alert_of(reason, protocol) == number
