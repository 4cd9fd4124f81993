"""Replies of a listener (TLS behaviour, 3.2). Each is a whole reply with its line ends.

Nothing that a remote has sent is in a reply unless it was parsed as an address before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

OK: Final = b"250 ok\r\n"
RESET: Final = b"250 reset\r\n"
GO_AHEAD: Final = b"354 go ahead\r\n"
START_TLS: Final = b"220 Go ahead with TLS\r\n"
HELP: Final = (
    b"214-DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY\r\n214 End of HELP\r\n"
)
CANNOT_VERIFY: Final = b"252 cannot VRFY user, but will accept message\r\n"

TIMEOUT: Final = b"421 #4.4.2 timeout\r\n"
TOO_LONG_CONNECTED: Final = b"421 Exceeded allowable connection time, disconnecting.\r\n"
TOO_MANY_BAD: Final = b"421 Exceeded bad SMTP command limit, disconnecting.\r\n"
TOO_MANY_FROM_HOST: Final = b"421 #4.4.5 Too many connections from this host.\r\n"
TOO_MANY_CONNECTIONS: Final = b"421 #4.4.5 Too many connections to this listener.\r\n"
SUSPENDED: Final = b"421 #4.3.2 receiving is suspended, try again later\r\n"

SYSTEM_PROBLEM: Final = b"451 #4.3.0 temporary system problem\r\n"
SENDER_UNKNOWN_NOW: Final = b"451 #4.1.8 Domain of sender address cannot be resolved now\r\n"
RECIPIENT_UNKNOWN_NOW: Final = b"451 #4.3.0 recipient cannot be checked now\r\n"
QUEUE_FULL: Final = b"452 #4.3.1 queue full\r\n"
TOO_MANY_RECIPIENTS: Final = b"452 #4.5.3 Too many recipients\r\n"
TOO_MANY_MESSAGES: Final = b"452 #4.5.3 Too many messages for this session\r\n"
RECIPIENT_RATE: Final = b"452 #4.5.3 Too many recipients received this hour\r\n"
SENDER_RATE: Final = b"452 #4.5.3 Too many recipients received from the sender this hour\r\n"
TLS_NOT_AVAILABLE: Final = b"454 TLS not available due to temporary reason\r\n"

NOT_RECOGNIZED: Final = b"500 #5.5.1 command not recognized\r\n"
LINE_TOO_LONG: Final = b"500 #5.5.2 line too long\r\n"
DOMAIN_NEEDED: Final = b"501 #5.0.0 HELO requires domain address\r\n"
BAD_SENDER: Final = b"501 #5.1.7 bad sender address\r\n"
BAD_RECIPIENT: Final = b"501 #5.1.3 bad recipient address\r\n"
NO_PARAMETERS: Final = b"501 #5.5.4 Syntax error (no parameters allowed)\r\n"
BAD_PARAMETERS: Final = b"501 #5.5.4 Syntax error in parameters\r\n"
HELO_FIRST: Final = b"503 #5.5.1 EHLO/HELO first\r\n"
MAIL_FIRST: Final = b"503 #5.5.1 MAIL first\r\n"
RCPT_FIRST: Final = b"503 #5.5.1 RCPT first\r\n"
NESTED_MAIL: Final = b"503 #5.5.1 nested MAIL command\r\n"
TLS_ACTIVE: Final = b"503 #5.5.1 TLS already active\r\n"
AUTH_REQUIRED: Final = b"530 #5.7.0 Authentication required\r\n"
TLS_REQUIRED: Final = b"530 #5.7.0 Must issue a STARTTLS command first\r\n"
ADDRESS_REJECTED: Final = b"550 #5.1.0 Address rejected.\r\n"
TOO_MANY_INVALID: Final = b"550 #5.7.1 Too many invalid recipients\r\n"
TOO_LARGE: Final = b"552 #5.3.4 message size exceeds limit\r\n"
SENDER_NEEDS_DOMAIN: Final = b"553 #5.5.4 Domain required for sender address\r\n"
RECIPIENT_NEEDS_DOMAIN: Final = b"553 #5.5.4 Domain required for recipient address\r\n"
NO_SUCH_DOMAIN: Final = b"553 #5.1.8 Domain of sender address does not exist\r\n"
TOO_MANY_HOPS: Final = b"554 #5.4.6 Too many hops\r\n"
TOO_MANY_HEADER_LINES: Final = b"554 #5.6.0 Too many header lines\r\n"
UNKNOWN_PARAMETER: Final = b"555 #5.5.4 Unsupported parameter\r\n"

REJECTION: Final = (
    "Your access to this mail system has been rejected due to the sending MTA's poor reputation. "
    "If you believe that this failure is in error, please contact the intended recipient via "
    "alternate means."
)


def lines(code: int, texts: Sequence[str]) -> bytes:
    """Return a reply of one or several lines; what is no ASCII text becomes `?`."""
    last = len(texts) - 1
    return b"".join(
        f"{code}{' ' if number == last else '-'}{_plain(text)}\r\n".encode()
        for number, text in enumerate(texts)
    )


def banner(hostname: str, code: int, texts: Sequence[str] | None) -> bytes:
    """Return the greeting of those who are let in."""
    return lines(code, [f"{hostname} ESMTP", *(texts or ())])


def rejection(hostname: str, code: int, texts: Sequence[str] | None) -> bytes:
    """Return the greeting of those who are not."""
    return lines(code, [hostname, *(texts or (REJECTION,))])


def ehlo(hostname: str, size: int, *, starttls: bool) -> bytes:
    """Return the reply to EHLO."""
    return lines(250, [hostname, "8BITMIME", f"SIZE {size}", *(["STARTTLS"] if starttls else [])])


def helo(hostname: str) -> bytes:
    """Return the reply to HELO."""
    return lines(250, [hostname])


def sender_ok(address: str) -> bytes:
    """Return the reply to MAIL."""
    return f"250 sender <{address}> ok\r\n".encode("ascii")


def recipient_ok(address: str) -> bytes:
    """Return the reply to RCPT."""
    return f"250 recipient <{address}> ok\r\n".encode("ascii")


def accepted(mid: int) -> bytes:
    """Return the reply to a message; two spaces follow the colon."""
    return b"250 ok:  Message %d accepted\r\n" % mid


def goodbye(hostname: str) -> bytes:
    """Return the reply to QUIT."""
    return lines(221, [hostname])


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if " " <= each <= "~" else "?" for each in text)
