"""How commands try hosts of the network, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from state.model.configuration import View
from state.model.levels import machine

if TYPE_CHECKING:
    from esatui.services.network.probing import Line, Probing
    from state.clock import Clock
    from state.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMessage:
    """A message that is sent to see whether a mail host takes it."""

    __test__ = False

    sender: str
    recipient: str
    subject: str
    body: str


class Probes(Protocol):
    """Tries hosts wherever the network of the appliance leads. Blocks: call it as `Work`."""

    def address_of(self, host: str) -> str | None:
        """Return an address of `host` (a name or an address), `None` when it does not resolve."""

    def exchangers_of(self, domain: str) -> Sequence[str]:
        """Return the mail exchangers of `domain`, the preferred first."""

    def echo(self, address: str, interface: str | None) -> float:
        """Return the seconds until the host answers. Raises `StateError` with the reason."""

    def dial(self, address: str, port: int, interface: str | None) -> Line:
        """Connect and return the line. Raises `StateError` with the reason."""

    def smtp_test(
        self, host: str, interface: str | None, message: TestMessage | None
    ) -> Sequence[str]:
        """Return what happens with a mail host, line by line. Never raises for what it does."""


class NetworkProbes:
    """Tries hosts by what is committed. What that takes is imported with the first attempt."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def address_of(self, host: str) -> str | None:
        return self._probing().address_of(host)

    def exchangers_of(self, domain: str) -> Sequence[str]:
        return self._probing().exchangers_of(domain)

    def echo(self, address: str, interface: str | None) -> float:
        return self._probing().echo(address, interface)

    def dial(self, address: str, port: int, interface: str | None) -> Line:
        return self._probing().dial(address, port, interface)

    def smtp_test(
        self, host: str, interface: str | None, message: TestMessage | None
    ) -> Sequence[str]:
        import asyncio

        from esatui.services.delivery.smtpping import SmtpPing
        from esatui.services.network import network_of

        network = network_of(self._store)
        return asyncio.run(
            SmtpPing(self._view(), network, self._clock).run(host, interface, message)
        )

    def _view(self) -> View:
        return View(self._store.refresh().configuration, machine(self._store.settings.serial))

    def _probing(self) -> Probing:
        from esatui.services.network import network_of
        from esatui.services.network.probing import Probing

        return Probing(self._view(), network_of(self._store), self._clock)
