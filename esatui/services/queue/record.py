"""Records of the queue's log: what is written at once counts at once, or not at all.

    magic (8)  meta length (4)  content length (8)  CRC-32 of these and meta (4)
    meta  content  CRC-32 of content (4)

The magic is the segment's own, drawn at random: nothing that a remote sends can pass for a record.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import msgspec

from esatui.services.queue.message import Content, Message, Origin, Place, Recipient

HEAD: Final = struct.Struct(">8sIQI")
CRC: Final = struct.Struct(">I")
LARGEST_META: Final = 64 * 1024 * 1024
"""More than any message has recipients for."""

ChangeKind = Literal["done", "deferred"]


class StoredRecipient(msgspec.Struct, array_like=True, frozen=True):
    """A recipient as it is written down."""

    rid: int
    address: str
    attempts: int = 0
    due: float = 0.0
    last_error: str = ""


class Put(msgspec.Struct, array_like=True, frozen=True):
    """A message, or its newest copy: with the recipients that it has left."""

    mid: int
    icid: int
    sender: str
    recipients: tuple[StoredRecipient, ...]
    received: datetime
    size: int
    origin: Origin = "received"
    listener: str = ""
    bounce_profile: str = "Default"
    relayed: bool = False


class Change(msgspec.Struct, array_like=True, frozen=True):
    """What became of recipients of one message."""

    mid: int
    rids: tuple[int, ...]
    kind: ChangeKind
    due: float = 0.0
    last_error: str = ""


class Meta(msgspec.Struct, array_like=True, frozen=True):
    """One record without the content of its messages, which follow in the order of `puts`."""

    puts: tuple[Put, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Something to write."""

    meta: bytes
    contents: Sequence[Content] = field(default=())

    @classmethod
    def of(cls, meta: Meta, *contents: Content) -> Record:
        """Return the record of `meta`. Raises `ValueError` for texts that are no Unicode."""
        return cls(msgspec.msgpack.encode(meta), contents)

    def pieces(self, magic: bytes) -> tuple[bytes, Iterable[bytes]]:
        """Return the head with its meta, and what follows."""
        meta = self.meta
        size = sum(content.size for content in self.contents)
        plain = HEAD.pack(magic, len(meta), size, 0)
        head = HEAD.pack(magic, len(meta), size, zlib.crc32(meta, zlib.crc32(plain)))
        return head + meta, self._content()

    def _content(self) -> Iterable[bytes]:
        crc = 0
        for content in self.contents:
            for piece in content.pieces():
                crc = zlib.crc32(piece, crc)
                yield piece
        yield CRC.pack(crc)


def decode_meta(head: bytes, meta: bytes) -> Meta | None:
    """Return what stands in a record; `None` when it is damaged."""
    magic, length, size, crc = HEAD.unpack(head)
    if zlib.crc32(meta, zlib.crc32(HEAD.pack(magic, length, size, 0))) != crc:
        return None
    try:
        return msgspec.msgpack.decode(meta, type=Meta)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def message_of(put: Put, place: Place) -> Message:
    """Return a message as it waits in the queue."""
    recipients = {
        each.rid: Recipient(each.rid, each.address, each.attempts, each.due, each.last_error)
        for each in put.recipients
    }
    return Message(
        mid=put.mid,
        icid=put.icid,
        sender=put.sender,
        received=put.received,
        size=put.size,
        origin=put.origin,
        listener=put.listener,
        bounce_profile=put.bounce_profile,
        relayed=put.relayed,
        recipients=recipients,
        place=place,
    )


def put_of(message: Message) -> Put:
    """Return what is written about a message, with its recipients as they are now."""
    recipients = tuple(
        StoredRecipient(each.rid, each.address, each.attempts, each.due, each.last_error)
        for each in message.recipients.values()
    )
    return Put(
        message.mid,
        message.icid,
        message.sender,
        recipients,
        message.received,
        message.size,
        message.origin,
        message.listener,
        message.bounce_profile,
        message.relayed,
    )
