"""Notes of the attempts that are under way, for the case that the process is killed meanwhile.

A remote host may have taken a message although nothing could be written down any more. It is tried
again after the next start, and these notes are why the log can say so. A note is one write without
fsync: it survives the process. When the whole machine fails the newest may be missing, just like
the last lines of the log.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

SLOT_BYTES: Final = 2048
"""Room of one note, fixed so that each can be written where an old one stood."""
RECIPIENTS: Final = 100
"""Recipients of one note; an attempt with more takes several."""
_HEAD: Final = struct.Struct(">II")
"""Length and CRC-32 of what follows."""


class Attempt(msgspec.Struct, array_like=True, frozen=True):
    """An attempt to deliver a message over a connection."""

    mid: int
    dcid: int
    tries: tuple[tuple[int, int], ...]
    """RIDs, each with the attempts that had failed before."""


class _Slot:
    """A place in the file, and the recipients whose outcome is not known yet."""

    __slots__ = ("mid", "number", "open")

    def __init__(self, number: int, mid: int, rids: Iterable[int]) -> None:
        self.number = number
        self.mid = mid
        self.open = set(rids)


class InHand:
    """The notes in one file. For one thread; never waits for a disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        self._slots: dict[int, list[_Slot]] = {}
        """By MID."""
        self._free: list[int] = []
        """A heap of places that were used and are not any more."""
        self._end = 0

    def open(self) -> Sequence[tuple[int, Attempt]]:
        """Return the notes that are there, each with its place; `keep` those that still count.

        Raises `OSError` when the file cannot be read.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._descriptor = os.open(self._path, flags, 0o600)
        data = self._path.read_bytes()
        self._end = -(-len(data) // SLOT_BYTES)
        self._free = list(range(self._end))
        pieces = (data[place * SLOT_BYTES :][:SLOT_BYTES] for place in range(self._end))
        found = ((place, _decoded(piece)) for place, piece in enumerate(pieces))
        return [(place, attempt) for place, attempt in found if attempt is not None]

    def keep(self, notes: Sequence[tuple[int, Attempt]]) -> None:
        """Keep these notes until their recipients are settled: it is not known how they ended."""
        kept = {place for place, _ in notes}
        self._free = [place for place in self._free if place not in kept]
        for place, attempt in notes:
            slot = _Slot(place, attempt.mid, (rid for rid, _ in attempt.tries))
            self._slots.setdefault(attempt.mid, []).append(slot)

    def begin(self, mid: int, dcid: int, tries: Iterable[tuple[int, int]]) -> None:
        """Note that an attempt begins. A disk that takes no note does not hold up delivery."""
        if self._descriptor < 0:
            return
        rest = iter(tries)
        while part := tuple(islice(rest, RECIPIENTS)):
            self._release(mid, {rid for rid, _ in part})
            number = heappop(self._free) if self._free else self._end
            self._end = max(self._end, number + 1)
            slot = _Slot(number, mid, (rid for rid, _ in part))
            self._slots.setdefault(mid, []).append(slot)
            with contextlib.suppress(OSError):
                note = _encoded(Attempt(mid, dcid, part))
                os.pwrite(self._descriptor, note, number * SLOT_BYTES)

    def settled(self, mid: int, rids: Iterable[int]) -> None:
        """What became of these recipients is on the disk: the notes say nothing new any more."""
        if mid in self._slots:
            self._release(mid, set(rids))

    def close(self) -> None:
        """Close the file. What is noted stays."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _release(self, mid: int, rids: set[int]) -> None:
        left: list[_Slot] = []
        for slot in self._slots.pop(mid, []):
            slot.open -= rids
            if slot.open:
                left.append(slot)
            else:
                heappush(self._free, slot.number)
        if left:
            self._slots[mid] = left


def _encoded(attempt: Attempt) -> bytes:
    body = msgspec.msgpack.encode(attempt)
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def _decoded(data: bytes) -> Attempt | None:
    """Return the note of a place; `None` when there is none, or not a whole one."""
    if len(data) < _HEAD.size:
        return None
    length, crc = _HEAD.unpack_from(data)
    body = data[_HEAD.size : _HEAD.size + length]
    if not length or len(body) < length or zlib.crc32(body) != crc:
        return None
    try:
        return msgspec.msgpack.decode(body, type=Attempt)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
