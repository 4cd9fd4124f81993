"""Reading the queue's log after a start: what counts, and what was damaged."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from esatui.services.queue.message import Message, Place
from esatui.services.queue.record import (
    CRC,
    HEAD,
    LARGEST_META,
    Change,
    Meta,
    decode_meta,
    message_of,
)
from esatui.services.queue.segments import (
    MAGIC_BYTES,
    PREFIX,
    START,
    segment_numbers,
    segment_path,
)


@dataclass
class Recovered:
    """What the segments of a directory say."""

    messages: dict[int, Message] = field(default_factory=dict)
    """By MID, in the order of their MIDs."""
    sizes: dict[int, int] = field(default_factory=dict)
    """Bytes of each segment, the oldest first."""
    highest_mid: int = 0
    damaged: list[str] = field(default_factory=list)
    """One sentence a segment with damage that no crash explains."""


def recover(directory: Path) -> Recovered:
    """Return what is in the queue. Raises `OSError` when a segment cannot be read."""
    found = Recovered()
    for number in segment_numbers(directory):
        path = segment_path(directory, number)
        found.sizes[number] = path.stat().st_size
        scan = _Scan(path)
        for meta, offset in scan.records():
            apply_record(found, meta, Place(number, offset))
        if scan.skipped:
            found.damaged.append(f"{path.name}: {scan.skipped} bytes are damaged.")
    found.messages = dict(sorted(found.messages.items()))
    return found


def apply_record(found: Recovered, meta: Meta, place: Place) -> None:
    """Take a record into account."""
    offset = place.offset
    for put in meta.puts:
        found.highest_mid = max(found.highest_mid, put.mid)
        found.messages[put.mid] = message_of(put, Place(place.segment, offset))
        offset += put.size
    for change in meta.changes:
        message = found.messages.get(change.mid)
        if message is not None:
            apply_change(message, change)
            if not message.recipients:
                del found.messages[change.mid]


def apply_change(message: Message, change: Change) -> None:
    """Change recipients as a record says; those that are not there any more are left out."""
    for rid in change.rids:
        recipient = message.recipients.get(rid)
        if recipient is None:
            continue
        if change.kind == "done":
            del message.recipients[rid]
        else:
            recipient.attempts += 1
            recipient.due = change.due
            recipient.last_error = change.last_error


class _Scan:
    """One segment, read from its begin."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.skipped = 0
        """Damaged bytes with records behind them. A damaged end is what a crash leaves."""

    def records(self) -> Iterator[tuple[Meta, int]]:
        """Yield the records that are whole, each with the offset of its contents."""
        if self._path.stat().st_size <= START:
            return
        with (
            self._path.open("rb") as file,
            closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as data,
        ):
            if data[: len(PREFIX)] != PREFIX:
                self.skipped = len(data)
                return
            yield from self._records(data, data[len(PREFIX) : START])

    def _records(self, data: mmap.mmap, magic: bytes) -> Iterator[tuple[Meta, int]]:
        position = START
        while position < len(data):
            found = self._record(data, magic, position)
            if found is None:
                following = data.find(magic, position + 1)
                if following < 0:
                    return
                self.skipped += following - position
                position = following
                continue
            meta, contents, position = found
            yield meta, contents

    def _record(self, data: mmap.mmap, magic: bytes, position: int) -> tuple[Meta, int, int] | None:
        head = data[position : position + HEAD.size]
        if len(head) < HEAD.size or head[:MAGIC_BYTES] != magic:
            return None
        _, meta_length, size, _ = HEAD.unpack(head)
        contents = position + HEAD.size + meta_length
        end = contents + size + CRC.size
        if meta_length > LARGEST_META or end > len(data):
            return None
        meta = decode_meta(head, data[position + HEAD.size : contents])
        if meta is None or sum(put.size for put in meta.puts) != size:
            return None
        with memoryview(data) as view, view[contents : contents + size] as piece:
            crc = zlib.crc32(piece)
        return (meta, contents, end) if CRC.pack(crc) == data[contents + size : end] else None
