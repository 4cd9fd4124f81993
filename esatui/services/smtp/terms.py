"""What holds for one connection, from its begin to its end, whatever is committed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from esatui.services.queue.spool import Spool
from esatui.services.smtp.senders import SenderList
from state.hat import EffectivePolicy
from state.rat import RecipientTable
from state.rewriting import Rewriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The listener's side of the conversation."""

    listener: str
    hostname: str
    """In the banner and the reply to EHLO."""
    received_hostname: str
    """In Received: fields."""
    default_domain: str | None
    policy: EffectivePolicy
    recipients: RecipientTable
    tls_senders: SenderList
    relay: bool
    features: frozenset[str]
    header_lines: int
    add_message_id: bool
    bounce_profile: str
    domain_map: Rewriter = field(default_factory=lambda: Rewriter({}))
    """Rewrites recipients, before anything else looks at them."""
    masquerade: Rewriter = field(default_factory=lambda: Rewriter({}))
    """Rewrites senders."""
    masqueraded: frozenset[str] = frozenset()
    """Where: `envelope sender` and fields of the header, in small letters."""
    asks_recipients: bool = False
    """Whether recipients are looked up by an accept query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who has connected."""

    icid: int
    address: str
    name: str | None
    """PTR name."""

    @property
    def shown_name(self) -> str:
        """Return the name for Received: fields."""
        return self.name or "unknown"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a session needs from outside, as functions that neither wait nor fail.

    `next_mid` alone may raise `OSError`, when no number can be reserved on the disk.
    """

    log: Callable[[str], None]
    next_mid: Callable[[], int]
    local_time: Callable[[], datetime]
    """Aware, in the appliance's time zone."""
    random: Callable[[], int]
    """64 random bits."""
    spool: Callable[[], Spool]
    suspended: Callable[[], bool]
    toll: Toll


class Toll(Protocol):
    """Limits over many connections of one host or sender, and the counters of `status`."""

    def recipient_refusal(self, sender: str) -> bytes | None:
        """Return the reply to a recipient for whom there is no room in this hour."""

    def recipient_taken(self, sender: str) -> None:
        """Count a recipient."""

    def recipient_refused(self, *, invalid: bool) -> None:
        """Count a recipient who was refused, `invalid` for not existing."""

    def message_taken(self, recipients: int) -> None:
        """Count a message that is in the queue."""
