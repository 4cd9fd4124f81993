"""What was seen of a mail host, before anybody judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from esatui.checktls.result import Stage
from esatui.services.tls.engine import TlsSession


@dataclass(frozen=True, slots=True)
class Target:
    """What is tested: a host (name or address), its port, and the email domain it is for."""

    host: str
    port: int = 25
    domain: str | None = None


@dataclass(slots=True)
class Observation:
    """What the conversation gave, as far as it came."""

    target: Target
    mx: tuple[str, ...] = ()
    """Hostnames of the MX records of the domain."""
    expected: str | None = None
    """The name by which senders find the host: that of the MX record, or as it was given."""
    address: str | None = None
    announced: str | None = None
    """What the host calls itself in its reply to EHLO."""
    session: TlsSession | None = None
    stages: list[Stage] = field(default_factory=list)

    def ok(self, name: str, detail: str) -> None:
        """Note a stage that went well."""
        self.stages.append(Stage(name, "OK", detail))

    def warn(self, name: str, detail: str) -> None:
        """Note a stage that went well enough."""
        self.stages.append(Stage(name, "WARNING", detail))

    def fail(self, name: str, detail: str) -> None:
        """Note a stage that failed."""
        self.stages.append(Stage(name, "FAILED", detail))

    def skip(self, names: Sequence[str], detail: str = "") -> None:
        """Note stages that were not reached, or not asked for."""
        self.stages.extend(Stage(name, "skipped", detail) for name in names)
