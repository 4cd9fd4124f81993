"""TLS of delivery, as it was committed."""

from __future__ import annotations

from OpenSSL import SSL

from esatui.services.tls.context import client_context
from esatui.services.tls.engine import TlsEngine
from esatui.services.tls.identity import Identity, KeyLoader, load_identity
from state.certificates.matching import ascii_name
from state.certificates.names import is_hostname
from state.model.configuration import View
from state.model.services import SslService


class ClientTls:
    """Certificate (presented when asked for), methods and ciphers of outbound connections."""

    def __init__(self, identity: Identity, settings: SslService) -> None:
        """Raises TlsUnavailable."""
        self.identity = identity
        self._context = client_context(settings, identity)

    @classmethod
    def from_view(cls, view: View, keys: KeyLoader) -> ClientTls:
        """Return the TLS of delivery. Raises TlsUnavailable."""
        return cls(load_identity(view, view.destinations.certificate, keys), view.ssl.outbound)

    def connect(self, server_name: str) -> TlsEngine:
        """Return an engine for a connection to this MX hostname (it goes into SNI).

        Nothing is verified in the handshake: judge `session.chain` with a `PeerVerifier`.
        Addresses, '' and what is no hostname are not sent as server name (RFC 6066 section 3).
        """
        return outgoing_engine(self._context, server_name)


def outgoing_engine(context: SSL.Context, server_name: str) -> TlsEngine:
    """Return an engine for a connection to a server, by the rules of `ClientTls.connect`."""
    connection = SSL.Connection(context, None)
    connection.set_connect_state()
    name = _sendable(server_name)
    if name:
        connection.set_tlsext_host_name(name.encode("ascii"))
    return TlsEngine(connection, "outbound")


def _sendable(server_name: str) -> str:
    name = ascii_name(server_name)
    last = name.rpartition(".")[2]
    return name if name and is_hostname(name) and not last.isdigit() else ""
