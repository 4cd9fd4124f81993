"""What every service is given, and what it has to be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Protocol

from esatui.mailer import Mailer, NoMailer
from esatui.services.alerting import AlertSink
from esatui.services.counters import CounterKeeper
from esatui.services.network import Network
from esatui.services.network.address import Address
from state.clock import Clock
from state.logs.sink import Logs
from state.model.configuration import View

if TYPE_CHECKING:
    from state.settings import ApplianceSettings
    from state.store import Store

Sleep = Callable[[float], Awaitable[None]]


class Service(Protocol):
    """One part of the engine.

    The host calls these one at a time, in the event loop. Whatever `start` and `apply` raise
    (`StateError` in the operator's words), the log and an alert say so, and the others go on.
    """

    @property
    def name(self) -> str:
        """What logs and alerts call it, and the ready line before its addresses: `smtp`."""

    async def start(self, view: View) -> None:
        """Begin to work by this configuration, the committed one."""

    async def apply(self, old: View, new: View) -> None:
        """Work by `new` from now on; `old` is what `start` or `apply` was given before.

        Open connections go on. `new` is always the newest configuration: several commits that came
        while this service was busy are one call.
        """

    async def stop(self) -> None:
        """End, and release everything; also when `start` or `apply` had failed."""

    def addresses(self) -> Mapping[str, Address]:
        """Return where the service really listens: `InboundMail` to its address."""


@dataclass
class Engine:
    """The surroundings of the services of one appliance.

    `random` gives identifiers and jitter (`random.SystemRandom` outside of tests); `sleep` is what
    services wait with, so that tests can move time.
    """

    store: Store
    clock: Clock
    random: Random
    logs: Logs
    network: Network
    counters: CounterKeeper
    alerts: AlertSink
    """Set anew when a service is made that delivers alerts."""
    sleep: Sleep = field(default=asyncio.sleep)
    mailer: Mailer = field(default_factory=NoMailer)
    """Sends mail of commands; set anew when there is a queue."""

    @property
    def settings(self) -> ApplianceSettings:
        """Return model, version, serial number and the like."""
        return self.store.settings

    def view(self) -> View:
        """Return the newest committed configuration."""
        head = self.store.refresh()
        return View.of_machine(head.configuration, self.settings.serial)
