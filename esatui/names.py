"""How commands look up names, without knowing how that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from esatui.services.network.answers import Answer, RecordType
    from state.store import Store


class Names(Protocol):
    """Answers questions about names."""

    def lookup(self, name: str, kind: RecordType) -> Answer[str]:
        """Return the records of `name` as texts in the form of zone files.

        Never raises; blocks, so call it as `Work`.
        """


class NetworkNames:
    """Asks the resolver of one appliance (see `esatui.services.network`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lookup(self, name: str, kind: RecordType) -> Answer[str]:
        import asyncio

        from esatui.services.network import network_of

        resolver = network_of(self._store).resolver
        # Not in an event loop: looking up is work of a thread of its own.
        return asyncio.run(resolver.lookup(name, kind))
