"""How commands get a file from the network, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from state.settings import ApplianceSettings
    from state.store import Store


class Fetcher(Protocol):
    """Gets files over HTTP and HTTPS."""

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        """Return the content behind `url`, at most `limit` bytes; blocks, so call it as `Work`.

        `trusted` are the authorities (PEM) that an https server has to be verified by. Raises
        `StateError` whose text is a short reason that fits after a colon, such as
        `connection refused`.
        """


class LoopbackFetcher:
    """Fetches from this machine only (see `esatui.services.fetch`)."""

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        from esatui.services.fetch import HttpFetcher

        return HttpFetcher().fetch(url, limit=limit, trusted=trusted)


class NetworkFetcher:
    """Fetches from wherever the network of one appliance leads (see `esatui.services.network`).

    What that takes is imported with the first fetch: most commands never need it.
    """

    def __init__(
        self, settings: ApplianceSettings, state_directory: Path, store: Store | None = None
    ) -> None:
        """With `store` its committed name servers are asked."""
        self._store = store
        self._settings = settings
        self._directory = state_directory

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        import asyncio

        from esatui.services.fetch import HttpFetcher
        from esatui.services.network import Network, network_of

        if self._store is None:
            network = Network(self._settings, self._directory)
        else:
            network = network_of(self._store)

        def names(name: str) -> Sequence[str]:
            # Not in an event loop: fetching is work of a thread of its own.
            return asyncio.run(network.resolver.addresses(name)).records

        return HttpFetcher(network.outside, names).fetch(url, limit=limit, trusted=trusted)
