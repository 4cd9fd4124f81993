"""How commands try the TLS connection to a server, without knowing how that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from esatui.services.tls.trial import Trial
    from state.clock import Clock
    from state.model.configuration import Draft
    from state.model.tls_servers import TlsServer
    from state.store import Store


class ServerTrial(Protocol):
    """Makes a TLS connection with certificates on both sides, by the pending configuration."""

    def run(self, draft: Draft, server: TlsServer) -> Trial:
        """Return what happened; blocks, so call it as `Work`."""


class NetworkTrial:
    """Connects to wherever the network of one appliance leads.

    What that takes is imported with the first test: most commands never need it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def run(self, draft: Draft, server: TlsServer) -> Trial:
        import asyncio

        from esatui.services.network import Network
        from esatui.services.tls.trial import try_server

        network = Network(self._store.settings, self._store.directory)

        def load_key(key_id: str) -> str:
            return draft.new_keys.get(key_id) or self._store.private_key(key_id)

        return asyncio.run(try_server(draft, server, network, load_key, self._clock.now()))
