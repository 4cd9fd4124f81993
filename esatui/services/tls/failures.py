"""Failures of TLS in the words of the mail log (mail-logs, 4.1)."""

from __future__ import annotations

from typing import Literal

Direction = Literal["inbound", "outbound"]


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
