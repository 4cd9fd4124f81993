"""What of the segment files is still needed, and when it is worth to write the rest again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from esatui.services.queue.message import Message, Place
from esatui.services.queue.record import Meta, Record, put_of
from esatui.services.queue.segments import read_content, segment_path

TIDY_BYTES: Final = 64 * 1024 * 1024
"""Up to this size of the queue nothing is written again, whatever has become useless."""
TIDY_SHARE: Final = 4
"""It is, when less than one part in this many is still needed."""


class DiskUse:
    """Counts what lives in each segment.

    Only the oldest segment is ever deleted: a later one may say that a message of an older one is
    done with, and must not go before it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._sizes: dict[int, int] = {}
        """By segment, the oldest first."""
        self._alive: dict[int, int] = {}
        self._needed = 0
        self._busy = False
        self.used = 0

    def begin(self, sizes: Mapping[int, int], messages: Iterable[Message]) -> None:
        """Start from what was recovered."""
        self._sizes = dict(sizes)
        self.used = sum(sizes.values())
        for message in messages:
            self.took(message)

    def wrote(self, segment: int, end: int) -> None:
        """A segment has grown to `end` bytes."""
        self.used += max(0, end - self._sizes.get(segment, 0))
        self._sizes[segment] = max(end, self._sizes.get(segment, 0))

    def took(self, message: Message) -> None:
        """A message has come into the queue."""
        self._alive[message.place.segment] = self._alive.get(message.place.segment, 0) + 1
        self._needed += message.size

    def freed(self, message: Message) -> None:
        """A message has left the queue."""
        self._alive[message.place.segment] -= 1
        self._needed -= message.size

    def moved(self, message: Message, place: Place, *, alive: bool) -> None:
        """A message was written again, at `place`; unless `alive` it has left the queue since."""
        if alive:
            self._alive[message.place.segment] -= 1
            self._alive[place.segment] = self._alive.get(place.segment, 0) + 1

    def useless(self) -> list[Path]:
        """Return the segments that can go, the oldest first. They do not count any more."""
        found: list[Path] = []
        while len(self._sizes) > 1:
            segment = next(iter(self._sizes))
            if self._alive.get(segment):
                break
            self.used -= self._sizes.pop(segment)
            self._alive.pop(segment, None)
            found.append(segment_path(self._directory, segment))
        return found

    def remains(self, messages: Mapping[int, Message]) -> Remains | None:
        """Return what is left in the oldest segment, if it should be written again now."""
        enough = self.used < TIDY_BYTES or self._needed * TIDY_SHARE > self.used
        if self._busy or enough or len(self._sizes) < 2:
            return None
        oldest = next(iter(self._sizes))
        left = [each for each in messages.values() if each.place.segment == oldest]
        if not left:
            return None
        self._busy = True
        return Remains(self._directory, left, self._ended)

    def _ended(self) -> None:
        self._busy = False


class Remains:
    """Messages that are written again, one record each."""

    def __init__(self, directory: Path, messages: list[Message], ended: Callable[[], None]) -> None:
        self._directory = directory
        self._messages = messages
        self._left = len(messages)
        self._ended = ended

    def records(self) -> Iterator[tuple[Record, Message]]:
        """Yield what to write: each message as it is now."""
        for message in self._messages:
            content = _Stored(self._directory, message.place, message.size)
            yield Record.of(Meta(puts=(put_of(message),)), content), message

    def ended(self) -> None:
        """One of them is written, or could not be."""
        self._left -= 1
        if not self._left:
            self._ended()


@dataclass(frozen=True)
class _Stored:
    """Content that stands in a segment."""

    directory: Path
    place: Place
    size: int

    def pieces(self) -> Iterator[bytes]:
        return read_content(self.directory, self.place, self.size)
