"""How commands try TLS to a destination, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from state.clock import Clock
    from state.store import Store


class DestinationCheck(Protocol):
    """Connects to a destination as delivery does, and says what happens."""

    def verify(self, domain: str, host: str, port: int) -> Sequence[str]:
        """Return the lines of `tlsverify` (CLI reference, 15); blocks, so call it as `Work`.

        `domain` is the email domain to verify against, `host` a host name, a domain or an address.
        Never raises for what a remote does.
        """


class NetworkCheck:
    """Connects to wherever the network of one appliance leads, by what is committed.

    What that takes is imported with the first check: most commands never need it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def verify(self, domain: str, host: str, port: int) -> Sequence[str]:
        import asyncio

        from esatui.services.delivery.tlsverify import TlsVerify

        return asyncio.run(TlsVerify(self._store, self._clock).run(domain, host, port))
