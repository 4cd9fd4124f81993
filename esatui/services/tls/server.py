"""TLS of one listener, as it was committed."""

from __future__ import annotations

from esatui.services.tls.engine import TlsEngine
from esatui.services.tls.identity import Identity, KeyLoader
from state.model.configuration import View
from state.model.listeners import InboundTls


class ServerTls:
    """Certificate, methods and ciphers that a listener's next connections get.

    Make a new one for each commit, keep the old one for connections that still use it.
    """

    identity: Identity

    @classmethod
    def for_listener(cls, view: View, listener: str, keys: KeyLoader) -> ServerTls:
        """Return the TLS of a listener. Raises TlsUnavailable: STARTTLS is answered with 454."""
        raise NotImplementedError

    def accept(self, level: InboundTls) -> TlsEngine:
        """Return an engine for a connection whose policy has this level.

        At the levels with `verify` the client is asked for a certificate; the handshake takes any
        and none, and `session.chain` is judged afterwards (`PeerVerifier.client_fault`).
        """
        raise NotImplementedError
