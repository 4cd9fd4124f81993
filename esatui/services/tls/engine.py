"""TLS as a machine that turns bytes into bytes: no socket, no event loop, no clock."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final, Literal

from OpenSSL import SSL, crypto

from esatui.services.tls.failures import FIRST, TlsFailure, library_failure, socket_failure
from esatui.services.tls.pairs import Direction
from esatui.services.tls.refusal import LastRecord
from state.certificates.certificate import Certificate
from state.errors import CertificateError

EngineState = Literal["handshake", "open", "closed", "failed"]

MAXIMUM_CHAIN: Final = 32
"""Certificates of a peer that are looked at; a chain that is in order has three or four."""
MAXIMUM_ANSWERS: Final = 16
"""Flights that a peer may draw from us after the handshake: renegotiations (two each), updates of
keys. Each costs us more than it, and honest peers ask for none."""
# One TLS record is at most this long when it is decrypted (RFC 8446 section 5.1).
_RECORD: Final = 16384
_OUTGOING: Final = 65536


@dataclass(frozen=True, slots=True)
class TlsSession:
    """What a finished handshake has agreed on."""

    protocol: str
    """`TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`, as the log has it."""
    cipher: str
    """OpenSSL's name of the cipher suite."""
    chain: tuple[Certificate, ...]
    """What the peer presented, its own certificate first, in its order; empty without one."""
    chain_complete: bool = True
    """Whether `chain` is all that the peer sent: it ends before a certificate that cannot be read,
    and after `MAXIMUM_CHAIN`."""


class TlsEngine:
    """One end of one TLS connection.

    Feed what came from the peer, run `handshake` until it is True, then `read` and `write`; after
    every call send what `outgoing` gives, also after a failure: it then holds the alert. One thread
    at a time may use an engine. With a `last` record a server can refuse a client afterwards.
    """

    def __init__(
        self, connection: SSL.Connection, direction: Direction, last: LastRecord | None = None
    ) -> None:
        self._connection = connection
        self._direction: Direction = direction
        self._last = last
        self._farewell = b""
        self._session: TlsSession | None = None
        self._first = b""
        self._spoke = False
        self._answers = 0
        self._failure: TlsFailure | None = None
        self.state: EngineState = "handshake"

    @property
    def session(self) -> TlsSession:
        """What was agreed on. Raises ValueError before the handshake is finished."""
        if self._session is None:
            raise ValueError("the handshake is not finished")
        return self._session

    def feed(self, data: bytes) -> None:
        """Take bytes that came from the peer."""
        if not data or self.state in ("closed", "failed"):
            return
        if len(self._first) < FIRST:
            self._first = (self._first + data[:FIRST])[:FIRST]
        self._connection.bio_write(data)

    def feed_eof(self) -> None:
        """Take note that the peer has closed the connection below."""
        self._connection.bio_shutdown()

    def handshake(self) -> bool:
        """Go on with the handshake; True when it is finished, False when more bytes are needed.

        The costly part of a connection: may be called in a thread. Raises TlsFailure.
        """
        if self._session is not None:
            return True
        self._spoke = True
        try:
            self._connection.do_handshake()
        except (SSL.WantReadError, SSL.WantWriteError):
            return False
        except SSL.Error as error:
            raise self._failed(error) from error
        chain, complete = self._peer_chain()
        self._session = TlsSession(
            protocol=self._connection.get_protocol_version_name(),
            cipher=self._connection.get_cipher_name() or "",
            chain=chain,
            chain_complete=complete,
        )
        self.state = "open"
        return True

    def read(self) -> bytes:
        """Return all that can be decrypted now; b"" when there is nothing.

        The state is `closed` when the peer said goodbye or closed the connection. What came before
        a failure is returned first; the state is `failed` then, and the next call raises
        TlsFailure.
        """
        pieces: list[bytes] = []
        while self.state == "open":
            try:
                pieces.append(self._connection.recv(_RECORD))
            except (SSL.WantReadError, SSL.WantWriteError):
                break
            except (SSL.ZeroReturnError, SSL.SysCallError):
                self.state = "closed"
            except SSL.Error as error:
                self._failure = self._failed(error)
        if self._answers > MAXIMUM_ANSWERS and self._failure is None:
            self.state = "failed"
            self._failure = TlsFailure(socket_failure(None).text, "too many renegotiations")
        if self._failure is not None and not pieces:
            raise self._failure
        return b"".join(pieces)

    def write(self, data: bytes) -> None:
        """Encrypt. Raises TlsFailure: also when the connection has ended."""
        if self.state != "open":
            raise socket_failure(BrokenPipeError(errno.EPIPE, "Broken pipe"))
        self._spoke = True
        try:
            self._connection.sendall(data)
        except SSL.Error as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Say goodbye (close_notify). Nothing can be written afterwards."""
        if self.state != "open":
            return
        self.state = "closed"
        self._spoke = True
        try:
            self._connection.shutdown()
        except SSL.Error:
            # The peer's goodbye is not waited for, and what it did wrong no longer matters.
            return

    def refuse(self, alert: int) -> None:
        """End with a fatal alert of this number, with a goodbye where that cannot be made."""
        if self.state != "open":
            return
        before = self.outgoing()
        # Keys of which nothing is known protect what follows a flight that the peer has drawn.
        record = self._last.alert(alert) if self._last is not None and not self._answers else None
        if record is None:
            self.close()
            before += self.outgoing()
        self.state = "closed"
        self._farewell = before + (record or b"")

    def outgoing(self) -> bytes:
        """Return the bytes that have to go to the peer."""
        farewell, self._farewell = self._farewell, b""
        data = self._produced()
        if self._last is not None and self._session is not None:
            self._last.sent(data)
        return farewell + data

    def _produced(self) -> bytes:
        pieces: list[bytes] = []
        try:
            while not pieces or len(pieces[-1]) == _OUTGOING:
                pieces.append(self._connection.bio_read(_OUTGOING))
        except SSL.WantReadError:
            # There is nothing (more).
            pass
        if pieces and not self._spoke:
            self._answers += 1
        self._spoke = False
        return b"".join(pieces)

    def _failed(self, error: SSL.Error) -> TlsFailure:
        self.state = "failed"
        return library_failure(error, self._direction, first=self._first)

    def _peer_chain(self) -> tuple[tuple[Certificate, ...], bool]:
        """The peer's certificates in its order, and whether these are all."""
        sent = self._connection.get_peer_cert_chain() or []
        if self._direction == "inbound":
            # For a server, OpenSSL keeps the client's own certificate apart from its chain.
            own = self._connection.get_peer_certificate()
            sent = [own, *sent] if own is not None else sent
        chain: list[Certificate] = []
        for each in sent[:MAXIMUM_CHAIN]:
            der = crypto.dump_certificate(crypto.FILETYPE_ASN1, each)
            try:
                chain.append(Certificate.from_der(der))
            except CertificateError:
                return tuple(chain), False
        return tuple(chain), len(sent) <= MAXIMUM_CHAIN
