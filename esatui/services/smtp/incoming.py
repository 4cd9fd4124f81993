"""The content of a message as it comes in after DATA.

It ends at CRLF.CRLF and nowhere else. A CR or LF that stands alone is made a line end after that
question is settled, so that nothing in it can be taken for the end of a message further on.
"""

from __future__ import annotations

import re
from typing import Final

from esatui.services.queue.spool import Spool
from esatui.services.smtp.scan import HeaderScan

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
        self.too_large = False
        self.too_many_lines = False
        self.failure: OSError | None = None
        """Why it could not be stored."""
        self._largest = largest
        self._header_lines = header_lines
        self._head = bytearray()
        self._scan = HeaderScan()
        # A message may begin with the dot that ends it: as if a line had ended before.
        self._held = b"\r\n"
        self._skip = 2

    @property
    def faulty(self) -> bool:
        """Return whether the message will not be taken, whatever still comes."""
        return self.too_large or self.too_many_lines or self.failure is not None

    @property
    def header(self) -> bytes:
        """Return the header, or as much of it as is looked at, without the empty line behind it."""
        return bytes(self._head[: self._scan.size])

    @property
    def whole_header(self) -> bytes | None:
        """Return the header if all of it is looked at, else `None`."""
        header = self.header
        return header if len(header) == self._scan.size else None

    @property
    def headless(self) -> bool:
        """Return whether the message begins with its body, not even an empty line before it."""
        return not self._scan.lines and not self._head.startswith(b"\r\n")

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
        if not self._scan.ended:
            self._count(block)
        self._store(block)

    def _count(self, block: bytes) -> None:
        """Follow the header to its end."""
        if len(self._head) < HEAD_BYTES:
            self._head += block[: HEAD_BYTES - len(self._head)]
        self._scan.feed(block)
        if 0 < self._header_lines < self._scan.lines:
            self.too_many_lines = True

    def _store(self, block: bytes) -> None:
        if self.spool.size + len(block) > self._largest:
            self.too_large = True
            return
        try:
            self.spool.write(block)
        except OSError as error:
            self.failure = error
