"""Failures of TLS in the words of the mail log (mail-logs, 4.1)."""

from __future__ import annotations

from OpenSSL import SSL

from esatui.services.network.errors import network_error
from esatui.services.tls.pairs import Direction, error_pair


class TlsFailure(Exception):
    """A handshake or a connection under TLS that failed.

    `text` is what the log says after `TLS failed: `, such as `[Errno 54] Connection reset by peer`
    or `(336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')`.
    `cause` is OpenSSL's own reason, or the system's text, for whoever looks closer.
    """

    def __init__(self, text: str, cause: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.cause = cause or text


def socket_failure(error: BaseException | None) -> TlsFailure:
    """A connection that was cut: by an error of the system, or (None) by a mere close."""
    return TlsFailure(str(network_error(error)))


def library_failure(
    error: SSL.Error, direction: Direction, *, first: bytes = b"\x16\x03"
) -> TlsFailure:
    """What the library reports.

    `first` are the first bytes that the peer sent under TLS: newer libraries have many reasons for
    what is no TLS at all, where the appliance has one.
    """
    if isinstance(error, SSL.SysCallError | SSL.ZeroReturnError):
        # End of the stream, with or without a goodbye.
        return socket_failure(None)
    reason = _reason(error)
    named = reason
    if not _like_tls(first) and reason not in ("http request", "https proxy request"):
        named = "unknown protocol"
    return TlsFailure(error_pair(named, direction), reason)


def _reason(error: SSL.Error) -> str:
    """The first reason in the library's queue: what follows was caused by it."""
    queue = error.args[0] if error.args else ()
    return next((entry[2] for entry in queue if len(entry) == 3), "")


def _like_tls(first: bytes) -> bool:
    """Whether this begins a TLS record (handshake or alert), or a hello of SSL 2 form."""
    if len(first) < 2:
        return True
    return (first[0] in (0x15, 0x16) and first[1] == 3) or first[0] & 0x80 != 0
