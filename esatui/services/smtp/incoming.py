"""The content of a message as it comes in after DATA.

It ends at CRLF.CRLF and nowhere else. A CR or LF that stands alone is made a line end after that
question is settled, so that nothing in it can be taken for the end of a message further on.
"""

from __future__ import annotations

import re
from typing import Final

from esatui.services.queue.spool import Spool

HEAD_BYTES: Final = 128 * 1024
"""Bytes of the header that are looked at for the log."""

_END: Final = b"\r\n.\r\n"
_BARE: Final = re.compile(rb"\r\n|\r|\n")
_TAILS: Final = (b"\r\n.\r", b"\r\n.", b"\r\n", b"\r")
"""Beginnings of the end of a message, or of a doubled dot."""


class Incoming:
    """Takes the bytes of one message. Give it every byte after the reply to DATA."""

    def __init__(self, spool: Spool, *, largest: int, header_lines: int = 0) -> None:
        """At most `largest` bytes and `header_lines` lines of header (0 is no limit) are kept."""
        self.spool = spool
        self.head = bytearray()
        """The beginning of the message, with as much of its header as is looked at."""
        self.too_large = False
        self.too_many_lines = False
        self.failure: OSError | None = None
        """Why it could not be stored."""
        self._largest = largest
        self._header_lines = header_lines
        self._in_header = True
        self._lines = 0
        # A message may begin with the dot that ends it: as if a line had ended before.
        self._held = b"\r\n"
        self._skip = 2
        self._after_line = True

    @property
    def faulty(self) -> bool:
        """Return whether the message will not be taken, whatever still comes."""
        return self.too_large or self.too_many_lines or self.failure is not None

    def feed(self, data: bytes) -> int:
        """Take `data`; return how many bytes of it belong to this message, or -1 for all so far.

        -1 means that the end has not come. Otherwise what is behind belongs to the next command.
        """
        block = self._held + data
        end = block.find(_END)
        if end >= 0:
            used = end + len(_END) - len(self._held)
            self._held = b""
            self._keep(block[: end + 2])
            return used
        held = next((tail for tail in _TAILS if block.endswith(tail)), b"")
        self._held = held
        self._keep(block[: len(block) - len(held)])
        return -1

    def _keep(self, block: bytes) -> None:
        """Take a block that ends neither within a line end nor before a dot that counts."""
        if b"\r\n." in block:
            block = block.replace(b"\r\n.", b"\r\n")
        ends = block.count(b"\r\n")
        if block.count(b"\n") != ends or block.count(b"\r") != ends:
            block = _BARE.sub(b"\r\n", block)
        if self._skip:
            block, self._skip = block[self._skip :], max(0, self._skip - len(block))
        if not block or self.faulty:
            return
        if self._in_header:
            self._count(block)
        self._store(block)

    def _count(self, block: bytes) -> None:
        """Follow the header up to the empty line."""
        start, ended = 0, False
        if self._after_line and block.startswith(b"\r\n"):
            ended = True
        else:
            found = block.find(b"\r\n\r\n")
            ended, start = found >= 0, max(0, found)
        counted = block[:start] if ended else block
        self._lines += counted.count(b"\n") + (1 if ended and start else 0)
        self._in_header = not ended
        self._after_line = block.endswith(b"\r\n")
        if len(self.head) < HEAD_BYTES:
            self.head += block[: HEAD_BYTES - len(self.head)]
        if 0 < self._header_lines < self._lines:
            self.too_many_lines = True

    def _store(self, block: bytes) -> None:
        if self.spool.size + len(block) > self._largest:
            self.too_large = True
            return
        try:
            self.spool.write(block)
        except OSError as error:
            self.failure = error
