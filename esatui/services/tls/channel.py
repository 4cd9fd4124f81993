"""Drives a TLS engine under an asyncio transport: for protocols of listeners and of delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure

HANDSHAKE_TIMEOUT = 60.0
"""Seconds that a peer may take for its handshake."""


class Timers(Protocol):
    """As much of an event loop as time-outs need; tests give one that they move."""

    def call_later(
        self, delay: float, callback: Callable[[], object], /
    ) -> asyncio.TimerHandle: ...


@dataclass(frozen=True, slots=True)
class ChannelEvents:
    """What a channel tells its owner, always in the thread of the event loop, in order.

    First `opened` or `failed`, never both for one handshake. `data` with decrypted bytes comes
    after `opened`. `closed` when the peer has said goodbye or the connection has ended. A failure
    after the handshake is told by `failed` too; nothing follows it.
    """

    opened: Callable[[TlsSession], None]
    data: Callable[[bytes], None]
    failed: Callable[[TlsFailure], None]
    closed: Callable[[], None]


class TlsChannel:
    """TLS on a connection that was in clear text until now.

    The owner is the asyncio protocol. From the moment it makes a channel it passes on what it is
    told (`received`, `eof_received`, `connection_lost`) and writes through the channel only. It
    must throw away whatever the peer had sent before in clear text (RFC 3207): pass to `received`
    only what came after the 220. After `failed` the alert is already written; close the transport.
    """

    def __init__(
        self,
        engine: TlsEngine,
        transport: asyncio.Transport,
        events: ChannelEvents,
        *,
        timeout: float = HANDSHAKE_TIMEOUT,
        timers: Timers | None = None,
    ) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Begin: a client sends its first message, a server waits; the time-out runs."""
        raise NotImplementedError

    def received(self, data: bytes) -> None:
        """Take bytes from the peer (`data_received`)."""
        raise NotImplementedError

    def eof_received(self) -> None:
        """Take note of the end of what the peer sends (`eof_received`)."""
        raise NotImplementedError

    def connection_lost(self, error: Exception | None) -> None:
        """Take note that the connection is gone (`connection_lost`)."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Encrypt and send."""
        raise NotImplementedError

    def close(self) -> None:
        """Say goodbye (close_notify). The transport is the owner's to close."""
        raise NotImplementedError
