"""Failures of TLS in the words of the mail log (mail-logs, 4.1)."""

from __future__ import annotations

from typing import Final

from OpenSSL import SSL

from esatui.services.network.errors import network_error
from esatui.services.tls.pairs import Direction, alert_pair, error_pair

FIRST: Final = 7
"""Octets of what the peer sends first that tell what it is: a whole alert."""


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

    `first` are the first octets that the peer sent under TLS, `FIRST` at most. Newer libraries have
    many reasons for what is no TLS at all, and one for all alerts that come first, where the
    appliance has it the other way round.
    """
    if isinstance(error, SSL.SysCallError | SSL.ZeroReturnError):
        # End of the stream, with or without a goodbye.
        return socket_failure(None)
    reason = _reason(error)
    if _is_alert(first):
        number = first[6]
        if number == 0:
            return socket_failure(None)
        return TlsFailure(alert_pair(number, direction), reason)
    if not _like_tls(first) and reason not in ("http request", "https proxy request"):
        return TlsFailure(error_pair("unknown protocol", direction), reason)
    return TlsFailure(error_pair(reason, direction), reason)


def _reason(error: SSL.Error) -> str:
    """The first reason of TLS itself in the library's queue: what follows was caused by it."""
    queue = [entry for entry in (error.args[0] if error.args else ()) if len(entry) == 3]
    of_tls = [reason for library, _, reason in queue if library == "SSL routines"]
    return next(iter([*of_tls, *(reason for _, _, reason in queue)]), "")


def _is_alert(first: bytes) -> bool:
    """Whether this is an alert, as a record of its own: type, version, length 2, level, number."""
    return len(first) >= FIRST and first[:2] == b"\x15\x03" and first[3:5] == b"\x00\x02"


def _like_tls(first: bytes) -> bool:
    """Whether this begins a TLS record (handshake or alert), or a hello of SSL 2 form."""
    if len(first) < 2:
        return True
    return (first[0] in (0x15, 0x16) and first[1] == 3) or first[0] & 0x80 != 0
