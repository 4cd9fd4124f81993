"""Errors of sockets, in the numbers and words of the appliance (mail log reference, 4.1)."""

from __future__ import annotations

import errno
from typing import Final

# FreeBSD's numbers and texts; the appliance runs on it.
_FREEBSD: Final = {
    errno.EPIPE: (32, "Broken pipe"),
    errno.EADDRINUSE: (48, "Address already in use"),
    errno.EADDRNOTAVAIL: (49, "Can't assign requested address"),
    errno.ENETDOWN: (50, "Network is down"),
    errno.ENETUNREACH: (51, "Network is unreachable"),
    errno.ECONNABORTED: (53, "Software caused connection abort"),
    errno.ECONNRESET: (54, "Connection reset by peer"),
    errno.ENOBUFS: (55, "No buffer space available"),
    errno.ETIMEDOUT: (60, "Operation timed out"),
    errno.ECONNREFUSED: (61, "Connection refused"),
    errno.EHOSTDOWN: (64, "Host is down"),
    errno.EHOSTUNREACH: (65, "No route to host"),
}


class NetworkError(Exception):
    """A connection that failed; its text is what logs show: `[Errno 61] Connection refused`.

    `number` and `reason` are FreeBSD's, `number` 0 where the peer just closed.
    """

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"[Errno {number}] {reason}")
        self.number = number
        self.reason = reason

    @property
    def timed_out(self) -> bool:
        """Whether the peer did not answer in time."""
        return self.number == 60


CLOSED: Final = (0, "Error")
"""The peer closed the connection without a word."""
TIMED_OUT: Final = (60, "Operation timed out")
NO_ROUTE: Final = (65, "No route to host")


def network_error(error: BaseException | None) -> NetworkError:
    """Return what the appliance calls `error`; `None` and the end of a stream are a plain close."""
    if isinstance(error, NetworkError):
        return error
    if isinstance(error, TimeoutError) and not error.errno:
        return NetworkError(*TIMED_OUT)
    if isinstance(error, OSError) and error.errno:
        known = _FREEBSD.get(error.errno)
        return NetworkError(*(known or (error.errno, error.strerror or "Error")))
    if isinstance(error, ConnectionResetError):
        return NetworkError(*_FREEBSD[errno.ECONNRESET])
    return NetworkError(*CLOSED)
