"""The engine without sockets: what goes in, what comes out, and what a hostile peer can do."""

from __future__ import annotations

import pytest
from OpenSSL import SSL

from esatui.services.tls.engine import MAXIMUM_ANSWERS, MAXIMUM_CHAIN, TlsEngine
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.server import ServerTls
from state.model.services import SslService
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.memory import Peer, client_context, shaken


def pair(lab: Lab, ssl: SslService | None = None) -> tuple[TlsEngine, Peer]:
    engine = lab.server(ssl=ssl).accept("preferred")
    peer = Peer(client_context(SSL.TLS1_3_VERSION), server=False)
    shaken(engine, peer)
    return engine, peer


def test_bytes_one_at_a_time(lab: Lab) -> None:
    engine = lab.server().accept("preferred")
    peer = Peer(client_context(), server=False)
    done = False
    for _ in range(20):
        peer.go_on()
        for octet in peer.outgoing():
            engine.feed(bytes([octet]))
            done = engine.handshake()
            peer.take(engine.outgoing())
        if done:
            break
    assert engine.session.protocol == "TLSv1.2"
    peer.go_on()
    peer.connection.send(b"EHLO x\r\n")
    received = b""
    for octet in peer.outgoing():
        engine.feed(bytes([octet]))
        received += engine.read()
    assert received == b"EHLO x\r\n"


def test_large_data_both_ways(lab: Lab) -> None:
    engine, peer = pair(lab)
    large = bytes(range(256)) * 4096
    engine.write(large)
    peer.take(engine.outgoing())
    assert peer.read() == large
    peer.connection.sendall(large)
    engine.feed(peer.outgoing())
    assert engine.read() == large
    assert engine.read() == b""


def test_data_that_comes_with_the_end_of_the_handshake(lab: Lab) -> None:
    engine = lab.server(ssl=SslService(method="tlsv1_3")).accept("preferred")
    peer = Peer(client_context(SSL.TLS1_3_VERSION), server=False)
    peer.go_on()
    engine.feed(peer.outgoing())
    assert not engine.handshake()
    peer.take(engine.outgoing())
    peer.go_on()
    peer.connection.send(b"EHLO x\r\n")
    engine.feed(peer.outgoing())
    assert engine.handshake()
    assert engine.read() == b"EHLO x\r\n"


def test_goodbye_of_either_side(lab: Lab) -> None:
    engine, peer = pair(lab)
    engine.write(b"221 bye\r\n")
    engine.close()
    peer.take(engine.outgoing())
    assert peer.read() == b"221 bye\r\n"
    assert peer.connection.get_shutdown() & SSL.RECEIVED_SHUTDOWN
    engine, peer = pair(lab)
    peer.connection.sendall(b"QUIT\r\n")
    peer.connection.shutdown()
    engine.feed(peer.outgoing())
    assert engine.read() == b"QUIT\r\n"
    assert engine.state == "closed"
    with pytest.raises(TlsFailure, match=r"^\[Errno 32\] Broken pipe$"):
        engine.write(b"x")


def test_end_of_the_stream_without_a_goodbye(lab: Lab) -> None:
    engine, _ = pair(lab)
    engine.feed_eof()
    assert engine.read() == b""
    assert engine.state == "closed"


def test_end_of_the_stream_in_the_handshake(lab: Lab) -> None:
    engine = lab.server().accept("preferred")
    engine.feed_eof()
    with pytest.raises(TlsFailure, match=r"^\[Errno 0\] Error$"):
        engine.handshake()
    assert engine.state == "failed"


def test_damaged_record_after_sound_ones(lab: Lab) -> None:
    engine, peer = pair(lab)
    peer.connection.send(b"one")
    sound = peer.outgoing()
    peer.connection.send(b"two")
    damaged = bytearray(peer.outgoing())
    damaged[-1] ^= 1
    engine.feed(sound + bytes(damaged))
    assert engine.read() == b"one"
    with pytest.raises(TlsFailure) as caught:
        engine.read()
    assert caught.value.text == (
        "(336130329, 'error:1408F119:SSL routines:SSL3_GET_RECORD:"
        "decryption failed or bad record mac')"
    )
    assert engine.outgoing()[:1] in (b"\x15", b"\x17")  # An alert; in TLS 1.3 it is encrypted.
    engine.feed(sound)
    with pytest.raises(TlsFailure):
        engine.read()


@pytest.mark.parametrize("allowed", [True, False])
def test_renegotiation_as_it_is_set(lab: Lab, allowed: bool) -> None:
    engine, peer = pair(lab, SslService(method="tlsv1_2", renegotiation=allowed))
    assert renegotiate(engine, peer) is allowed
    assert engine.state == "open"
    if allowed:
        peer.connection.send(b"after")
        engine.feed(peer.outgoing())
        assert engine.read() == b"after"


def test_renegotiations_without_end_are_ended(lab: Lab) -> None:
    engine, peer = pair(lab, SslService(method="tlsv1_2"))
    with pytest.raises(TlsFailure):  # noqa: PT012 (each may be the one that is too much)
        for _ in range(MAXIMUM_ANSWERS):
            renegotiate(engine, peer)
    assert engine.state == "failed"


def renegotiate(engine: TlsEngine, peer: Peer) -> bool:
    """Whether the engine went along with a renegotiation that its peer wants."""
    done = peer.connection.total_renegotiations()
    peer.connection.renegotiate()
    for _ in range(4):
        try:
            peer.go_on()
        except SSL.Error:
            return False
        engine.feed(peer.outgoing())
        assert engine.read() == b""
        peer.take(engine.outgoing())
    return peer.connection.total_renegotiations() > done


def test_contexts_keep_no_sessions(lab: Lab) -> None:
    """A listener that serves for months must not grow with every client that ever came."""
    tls = lab.server(ssl=SslService(method="tlsv1_2"))
    assert tls._plain.get_session_cache_mode() == SSL.SESS_CACHE_OFF


def test_a_chain_of_many_is_cut(lab: Lab) -> None:
    many = [lab.hierarchy.intermediate.certificate] * (MAXIMUM_CHAIN + 8)
    stored = lab.stored(lab.hierarchy.sound(NAMES).server, many)
    server = ServerTls.for_listener(lab.view(stored), "InboundMail", lab.load_key)
    engine = lab.client().connect(NAMES.host)
    other = server.accept("preferred")
    while not (engine.handshake() and other.handshake()):
        other.feed(engine.outgoing())
        other.handshake()
        engine.feed(other.outgoing())
    assert len(engine.session.chain) == MAXIMUM_CHAIN
    assert not engine.session.chain_complete
