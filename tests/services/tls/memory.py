"""Both ends of a connection in memory: an engine, and a bare connection of the library."""

from __future__ import annotations

from OpenSSL import SSL

from esatui.services.tls.engine import TlsEngine


class Peer:
    """The other side: what `ssl` or any program would be, without a socket."""

    def __init__(self, context: SSL.Context, *, server: bool) -> None:
        self.connection = SSL.Connection(context, None)
        if server:
            self.connection.set_accept_state()
        else:
            self.connection.set_connect_state()

    def outgoing(self) -> bytes:
        sent = b""
        while True:
            try:
                sent += self.connection.bio_read(1 << 20)
            except SSL.WantReadError:
                return sent

    def take(self, data: bytes) -> None:
        if data:
            self.connection.bio_write(data)

    def go_on(self) -> None:
        """Go on with a handshake or renegotiation, as far as possible."""
        try:
            self.connection.do_handshake()
        except SSL.WantReadError:
            return

    def read(self) -> bytes:
        """All plaintext that is there."""
        found = b""
        while True:
            try:
                found += self.connection.recv(1 << 16)
            except (SSL.WantReadError, SSL.ZeroReturnError):
                return found


def client_context(
    versions: int = SSL.TLS1_2_VERSION, ciphers: str = "ALL:@SECLEVEL=0"
) -> SSL.Context:
    """A client that verifies nothing, up to this version of TLS."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_max_proto_version(versions)
    context.set_cipher_list(ciphers.encode("ascii"))
    return context


def shaken(engine: TlsEngine, peer: Peer) -> None:
    """Let both finish their handshake; raises what the engine raises."""
    for _ in range(6):
        engine.handshake()
        peer.take(engine.outgoing())
        peer.go_on()
        engine.feed(peer.outgoing())
    assert engine.handshake()
    peer.take(engine.outgoing())
