"""How commands get a file from the network, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Fetcher(Protocol):
    """Gets files over HTTP and HTTPS."""

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        """Return the content behind `url`, at most `limit` bytes; blocks, so call it as `Work`.

        `trusted` are the authorities (PEM) that an https server has to be verified by. Raises
        `StateError` whose text is a short reason that fits after a colon, such as
        `connection refused`.
        """
