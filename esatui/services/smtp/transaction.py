"""One message while it comes in."""

from __future__ import annotations

from dataclasses import dataclass, field

from esatui.services.smtp.incoming import Incoming


@dataclass(slots=True)
class Transaction:
    """From an accepted MAIL to the end of the message, or to whatever ends it before."""

    mid: int
    sender: str
    recipients: list[str] = field(default_factory=list)
    incoming: Incoming | None = None
    """There after DATA."""
