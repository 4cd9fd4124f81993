"""The content of a message as it is stored: what this host adds, then what has come in."""

from __future__ import annotations

from collections.abc import Iterator

from esatui.services.queue.spool import Spool


class Received:
    """`added` fields before the content of `spool`."""

    def __init__(self, added: bytes, spool: Spool) -> None:
        self._added = added
        self._spool = spool
        self.size = len(added) + spool.size

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes."""
        yield self._added
        yield from self._spool.pieces()
