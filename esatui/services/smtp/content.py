"""The content of a message as it is stored: what this host adds, then what has come in."""

from __future__ import annotations

from collections.abc import Iterator

from esatui.services.queue.spool import Spool


class Received:
    """`added` fields before the content of `spool`, whose first `skip` bytes are left out."""

    def __init__(self, added: bytes, spool: Spool, *, skip: int = 0) -> None:
        self._added = added
        self._spool = spool
        self._skip = skip
        self.size = len(added) + spool.size - skip

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes."""
        yield self._added
        left = self._skip
        for piece in self._spool.pieces():
            if left < len(piece):
                yield piece[left:] if left else piece
            left = max(0, left - len(piece))
