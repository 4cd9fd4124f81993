"""What a session waits for from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from esatui.services.queue.message import NewMessage
from esatui.services.queue.spool import Spool


@dataclass(frozen=True, slots=True)
class StartTls:
    """Do a handshake once the reply is sent; then `Session.tls_started`. It fails: the end."""


@dataclass(frozen=True, slots=True)
class Store:
    """Put the message into the queue; then `Session.stored`."""

    message: NewMessage
    spool: Spool
    """To be closed when the message is stored, or is not."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Find out whether a sender's domain or a recipient exists; then `Session.answered`."""

    what: Literal["sender", "recipient"]
    address: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection once everything is sent."""

    hasty: bool = False
    """Whether the client has said goodbye, and sends nothing any more."""


Step = StartTls | Store | Ask | Close
