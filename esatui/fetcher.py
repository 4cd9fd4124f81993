"""How commands get a file from the network, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Fetcher(Protocol):
    """Gets files over HTTP and HTTPS."""

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        """Return the content behind `url`, at most `limit` bytes; blocks, so call it as `Work`.

        `trusted` are the authorities (PEM) that an https server has to be verified by. Raises
        `StateError` whose text is a short reason that fits after a colon, such as
        `connection refused`.
        """


class NetworkFetcher:
    """Fetches from loopback and from the remotes that are mapped (see `esatui.services.fetch`).

    What that takes is imported with the first fetch: most commands never need it.
    """

    def __init__(self, remotes: Mapping[str, str] | None = None) -> None:
        self._remotes = remotes

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        from esatui.services.fetch import HttpFetcher

        return HttpFetcher(self._remotes).fetch(url, limit=limit, trusted=trusted)
