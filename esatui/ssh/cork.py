"""A transport that sends what belongs together at once."""

from __future__ import annotations

import asyncio
from typing import Any


class CorkedTransport(asyncio.Transport):
    """Collects what is written between `cork` and `uncork`; at other times it is sent as it comes.

    One system call and one TCP segment instead of one for each SSH packet, and the other end wakes
    up once. Only what asyncssh uses of a transport is there.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._pieces: list[bytes | bytearray | memoryview] = []
        self._corks = 0

    def cork(self) -> None:
        """Send nothing until `uncork` has been called as often as this."""
        self._corks += 1

    def uncork(self) -> None:
        """Send what was collected."""
        self._corks -= 1
        if not self._corks:
            self._flush()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._corks:
            self._pieces.append(data)
        elif not self._transport.is_closing():
            self._transport.write(data)

    def abort(self) -> None:
        """Close at once. What was written so far still gets a chance: it may say why."""
        self._flush()
        self._transport.abort()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size() + sum(map(len, self._pieces))

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces and not self._transport.is_closing():
            self._transport.write(pieces[0] if len(pieces) == 1 else b"".join(pieces))
