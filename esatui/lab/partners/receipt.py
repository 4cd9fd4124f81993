"""What a partner got."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One message that a partner has taken (it said 250)."""

    partner: str
    """Name of the partner."""
    sender: str
    """Envelope sender, '' for bounces."""
    recipients: tuple[str, ...]
    content: bytes
    """As it came, line ends CR LF, without the dots of the transport."""
    helo: str
    """What the client called itself."""
    protocol: str | None = None
    """TLS version; None when the message came in clear text."""
    cipher: str | None = None
    client: str | None = None
    """Common name of the client's certificate, if it presented one."""

    @property
    def encrypted(self) -> bool:
        """Whether it came under TLS."""
        return self.protocol is not None
