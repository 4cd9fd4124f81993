"""What was typed and has not been read yet."""

from __future__ import annotations

from esatui.fronts.base import Flow
from esatui.fronts.tokens import INTERRUPT, PASTE_BEGINS, PASTE_ENDS

HIGH = 2 * 1024 * 1024
"""Bytes from which on the carrier is asked to read no more: a paste of 1 MB fits well."""

LOW = HIGH // 2
"""Bytes below which the carrier is asked to go on."""

LIMIT = 2 * HIGH
"""Bytes that are kept at most; a carrier that goes on nevertheless loses what exceeds them."""


class TypeAhead:
    """A bounded queue of bytes, in the order in which they were typed."""

    def __init__(self, flow: Flow | None = None) -> None:
        self.data = bytearray()
        self.ended = False
        """Whether no more bytes will come."""
        self.lost = False
        """Whether bytes were dropped since this was last set to `False`."""
        self.pasting = False
        """Whether the next bytes are pasted, not typed (bracketed paste)."""
        self.settled = False
        """Whether nothing has followed for a while, so that what looks like a part is whole."""
        self._after_return = False
        self._flow = flow
        self._stopped = False

    def add(self, data: bytes) -> None:
        """Append `data`."""
        self.data += data
        self.settled = False

    def take(self, count: int) -> bytes:
        """Remove and return the first `count` bytes, which are text."""
        self._after_return = False
        return self._remove(count)

    def take_lines(self, count: int) -> bytes:
        r"""Remove and return the first `count` bytes, which are whole lines; each gets `\n`."""
        taken = self._remove(count)
        if self._after_return and taken.startswith(b"\n"):
            taken = taken[1:]
        self._after_return = taken.endswith(b"\r")
        return taken.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def take_key(self, count: int) -> bytes | None:
        """Remove and return the first `count` bytes, which are one key.

        `None` when it was no key of its own: the LF of a CR LF, a mark of bracketed paste.
        """
        key = self._remove(count)
        after_return, self._after_return = self._after_return, key == b"\r"
        if key == b"\n" and after_return:
            return None
        if key in (PASTE_BEGINS, PASTE_ENDS):
            self.pasting = key == PASTE_BEGINS
            return None
        if key == INTERRUPT:
            # A paste of which the end got lost is not to hold anybody.
            self.pasting = False
        return key

    def _remove(self, count: int) -> bytes:
        removed = bytes(self.data[:count])
        del self.data[:count]
        return removed

    def clear(self) -> None:
        """Drop everything."""
        self.data = bytearray()
        self.pasting = False
        self.check()

    def drop_through(self, byte: bytes) -> bool:
        """Drop everything up to the last `byte`, that one included; return whether it was there."""
        position = self.data.rfind(byte)
        del self.data[: position + 1]
        return position >= 0

    def check(self) -> None:
        """Keep to the limits: call when what could be read has been read."""
        size = len(self.data)
        if size > LIMIT:
            del self.data[LIMIT:]
            self.lost = True
        if self._flow is not None and self._stopped != (size > (LOW if self._stopped else HIGH)):
            self._stopped = not self._stopped
            self._flow(not self._stopped)
