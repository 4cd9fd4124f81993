"""TLS as a machine that turns bytes into bytes: no socket, no event loop, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from OpenSSL import SSL

from esatui.services.tls.failures import Direction
from state.certificates.certificate import Certificate

EngineState = Literal["handshake", "open", "closed", "failed"]


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
    """Whether `chain` is all that the peer sent (certificates that cannot be read end it)."""


class TlsEngine:
    """One end of one TLS connection.

    Feed what came from the peer, run `handshake` until it is True, then `read` and `write`; after
    every call send what `outgoing` gives, also after a failure: it then holds the alert. Any one
    thread at a time may use an engine.
    """

    def __init__(self, connection: SSL.Connection, direction: Direction) -> None:
        raise NotImplementedError

    @property
    def state(self) -> EngineState:
        """Where the connection is."""
        raise NotImplementedError

    @property
    def session(self) -> TlsSession:
        """What was agreed on; only after the handshake."""
        raise NotImplementedError

    def feed(self, data: bytes) -> None:
        """Take bytes that came from the peer."""
        raise NotImplementedError

    def feed_eof(self) -> None:
        """Take note that the peer has closed the connection below."""
        raise NotImplementedError

    def handshake(self) -> bool:
        """Go on with the handshake; True when it is finished, False when more bytes are needed.

        The costly part of a connection: may be called in a thread. Raises TlsFailure.
        """
        raise NotImplementedError

    def read(self) -> bytes:
        """Return all that can be decrypted now; b"" when there is nothing. Raises TlsFailure."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Encrypt. Raises TlsFailure."""
        raise NotImplementedError

    def close(self) -> None:
        """Say goodbye (close_notify)."""
        raise NotImplementedError

    def outgoing(self) -> bytes:
        """Return the bytes that have to go to the peer."""
        raise NotImplementedError
