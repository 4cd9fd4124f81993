"""How much one server takes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one server; times in seconds."""

    connections: int = 2000
    """Connections at the same time."""
    unauthenticated: int = 100
    """Connections at the same time on which nobody has logged in yet."""
    login_time: float = 60.0
    """How long a client may take to log in."""
    passphrases: int = 6
    """Passphrases that are tried on one connection."""
    sessions: int = 10
    """Sessions (shells, commands, copies) at the same time on one connection."""
    unsent: int = 64 * 1024 * 1024
    """Bytes of output that wait for one client at most. A client that does not read is waited for
    long before that; this ends what one single command prints without limit."""
    shutdown: float = 2.0
    """How long connections may take to close when the server stops."""
