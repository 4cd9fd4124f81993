"""TLS of delivery, as it was committed."""

from __future__ import annotations

from esatui.services.tls.engine import TlsEngine
from esatui.services.tls.identity import Identity, KeyLoader
from state.model.configuration import View


class ClientTls:
    """Certificate (presented when asked for), methods and ciphers of outbound connections."""

    identity: Identity

    @classmethod
    def from_view(cls, view: View, keys: KeyLoader) -> ClientTls:
        """Return the TLS of delivery. Raises TlsUnavailable."""
        raise NotImplementedError

    def connect(self, server_name: str) -> TlsEngine:
        """Return an engine for a connection to this MX hostname (it goes into SNI).

        Nothing is verified in the handshake: judge `session.chain` with a `PeerVerifier`.
        An address, '' and what is no hostname are not sent as server name.
        """
        raise NotImplementedError
