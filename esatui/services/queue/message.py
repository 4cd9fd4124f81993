"""Messages: as they are put into the queue, and as they wait in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Origin = Literal["received", "bounce", "alert"]


class Content(Protocol):
    """The bytes of a message, header and body, lines ended by CRLF, no dots doubled."""

    @property
    def size(self) -> int:
        """Return the number of bytes."""

    def pieces(self) -> Iterable[bytes]:
        """Return the bytes."""


class Bytes:
    """Content that is in memory."""

    def __init__(self, *data: bytes) -> None:
        self._data = data
        self.size = sum(map(len, data))

    def pieces(self) -> Iterable[bytes]:
        return self._data


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message that shall be stored."""

    mid: int
    sender: str
    """Envelope sender without brackets; empty for bounces."""
    recipients: Sequence[str]
    """Envelope recipients `user@domain`; the place in this sequence is the RID."""
    content: Content
    received: datetime
    """Aware."""
    icid: int = 0
    """0 for messages that the appliance made itself."""
    origin: Origin = "received"
    listener: str = ""
    bounce_profile: str = "Default"
    relayed: bool = False
    """Whether it came from a host that may relay: outgoing mail."""


@dataclass(slots=True)
class Recipient:
    """One recipient that is not done with."""

    rid: int
    address: str
    attempts: int = 0
    due: float = 0.0
    """When it may be tried next, in seconds since 1970."""
    last_error: str = ""
    claimed: bool = field(default=False, compare=False)
    """Whether delivery has it in hand."""

    @property
    def domain(self) -> str:
        """Return the domain part in small letters; empty without one."""
        return domain_of(self.address)


@dataclass(slots=True, kw_only=True)
class Message:
    """A message in the queue."""

    mid: int
    icid: int
    sender: str
    received: datetime
    size: int
    origin: Origin
    listener: str
    bounce_profile: str
    relayed: bool
    recipients: dict[int, Recipient]
    """Those that are not done with, by RID."""
    place: Place


@dataclass(frozen=True, slots=True)
class Place:
    """Where the content lies."""

    segment: int
    offset: int


def domain_of(address: str) -> str:
    """Return the domain of `user@domain` in small letters, without final dot; empty without one."""
    return address.rpartition("@")[2].lower().removesuffix(".") if "@" in address else ""


def recipients_of(addresses: Sequence[str], due: float) -> Mapping[int, Recipient]:
    """Return new recipients by RID, all to be tried at `due`."""
    return {rid: Recipient(rid, address, due=due) for rid, address in enumerate(addresses)}
