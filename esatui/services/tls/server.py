"""TLS of one listener, as it was committed."""

from __future__ import annotations

from typing import Final

from OpenSSL import SSL

from esatui.services.tls.context import server_context
from esatui.services.tls.engine import TlsEngine
from esatui.services.tls.identity import Identity, KeyLoader, load_identity
from esatui.services.tls.refusal import LastRecord, keep_secret
from state.model.configuration import View
from state.model.listeners import InboundTls
from state.model.services import SslService

_ASKING: Final[frozenset[InboundTls]] = frozenset({"preferred_verify", "required_verify"})


class ServerTls:
    """Certificate, methods and ciphers that a listener's next connections get.

    Make a new one for each commit; connections keep what they were accepted with.
    """

    def __init__(self, identity: Identity, settings: SslService) -> None:
        """Raises TlsUnavailable."""
        self.identity = identity
        self._settings = settings
        self._plain = server_context(settings, identity, request_certificate=False)
        self._asking: SSL.Context | None = None

    @classmethod
    def for_listener(cls, view: View, listener: str, keys: KeyLoader) -> ServerTls:
        """Return the TLS of a listener. Raises TlsUnavailable: STARTTLS is answered with 454."""
        profile = view.listeners.entries[listener].certificate
        return cls(load_identity(view, profile, keys), view.ssl.inbound)

    @property
    def costly(self) -> bool:
        """Whether a handshake takes so long that others should be served meanwhile.

        RSA keys above 2048 bits cost 5 ms and more; with smaller ones a thread costs more than it
        saves (`bench/tls.py`). Give the channel an executor when it is so.
        """
        kind, _, size = self.identity.key.key_text.partition(" ")
        return kind == "RSA" and int(size) > 2048

    def accept(self, level: InboundTls) -> TlsEngine:
        """Return an engine for a connection whose policy has this level.

        At the levels with `verify` the client is asked for a certificate; the handshake takes any
        and none, and `session.chain` is judged afterwards (`PeerVerifier.client_fault`).
        """
        connection = SSL.Connection(self._context(level), None)
        connection.set_accept_state()
        last = LastRecord(connection) if level in _ASKING else None
        return TlsEngine(connection, "inbound", last)

    def _context(self, level: InboundTls) -> SSL.Context:
        if level not in _ASKING:
            return self._plain
        if self._asking is None:
            self._asking = server_context(self._settings, self.identity, request_certificate=True)
            self._asking.set_keylog_callback(keep_secret)
        return self._asking
