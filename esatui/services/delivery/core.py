"""What all parts of delivery share."""

from __future__ import annotations

from dataclasses import dataclass, field

from esatui.services.delivery.connection import Opener, Trust
from esatui.services.delivery.limits import Gate
from esatui.services.delivery.outcomes import Outcomes
from esatui.services.delivery.routes import Router
from esatui.services.engine import Engine
from esatui.services.queue import MailQueue
from state.model.configuration import View

IDLE_SECONDS = 5.0
"""How long a connection waits for further messages to the same domain (mail-logs, 7.2)."""


@dataclass(kw_only=True)
class Core:
    """The surroundings of the deliveries to one domain."""

    engine: Engine
    queue: MailQueue
    opener: Opener
    router: Router
    outcomes: Outcomes
    view: View
    trust: Trust
    suspended: bool = False
    idle_seconds: float = IDLE_SECONDS
    connections: Gate = field(init=False)
    tls_connections: Gate = field(init=False)

    def __post_init__(self) -> None:
        self.connections = Gate(lambda: self.view.delivery.concurrency)
        self.tls_connections = Gate(lambda: self.view.delivery.tls_concurrency)

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self.engine.clock.now().timestamp()
