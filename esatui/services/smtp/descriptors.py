"""Room for as many connections as are allowed."""

from __future__ import annotations

import resource
from typing import Final

from state.model.listeners import Listeners

OTHERS: Final = 1000
"""Descriptors for everything but inbound connections: deliveries, logins, files."""


def make_room(listeners: Listeners) -> None:
    """Raise the limit of open descriptors to what the limits of connections need, if it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = listeners.max_concurrency + OTHERS
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
