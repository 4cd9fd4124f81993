"""Ports for programs that cannot be told to choose one themselves."""

from __future__ import annotations

import os
import socket

_FIRST, _LAST = 20000, 32000
"""Below the range from which systems take the ports of clients, who would be in the way."""
_STEP = 40
"""Ports that each process has to itself, so that tests may run side by side."""


def free_ports(count: int) -> list[int]:
    """Return `count` (at most 40) ports of 127.0.0.1 that nobody listens on."""
    start = _FIRST + os.getpid() * _STEP % (_LAST - _FIRST)
    found = (port for port in range(start, start + 10 * _STEP) if _is_free(port))
    return [port for port, _ in zip(found, range(count), strict=False)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
