"""The journal: what happened, event by event, in files that any process can read along.

One event is one line of JSON. Files are numbered; a full one is followed by the next, and the
oldest are removed. A line that a dying process left unfinished is skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from state.locks import acquire

FILE_BYTES = 1024 * 1024
"""Size at which the next file is begun."""
FILES_KEPT = 8
LONGEST_TEXT = 1000
"""Texts come from remotes too; what is longer is cut."""

LOCK_PATIENCE_SECONDS = 1.0

COMMIT = "commit"
RESET = "reset"
ROLLBACK = "rollback"
LOGIN = "login"
LOGOUT = "logout"
LOGIN_FAILED = "login failed"
AUTHENTICATED = "authenticated"
DISCONNECTED = "disconnected"
ALERT = "alert"
TROUBLE = "trouble"
"""Types of events that the state and the servers write; others may be added freely."""


class Event(NamedTuple):
    """One event. `data` holds what belongs to its type: texts, numbers, truth values."""

    time: datetime
    type: str
    user: str = ""
    remote: str = ""
    data: Mapping[str, Any] = MappingProxyType({})


class Position(NamedTuple):
    """How far a reader has read: number of the file, bytes of it."""

    file: int
    offset: int


START = Position(0, 0)
"""Before the oldest event that is still kept."""


class JournalFiles(Protocol):
    """What the journal needs of a disk; see `state.store.disk.Disk`."""

    def read(self, path: Path, start: int = 0) -> bytes: ...
    def names(self, directory: Path) -> list[str]: ...
    def remove(self, path: Path) -> None: ...
    def append(self, path: Path, data: bytes) -> None: ...
    def size(self, path: Path) -> int: ...


def encode(event: Event) -> bytes:
    """Return the line of an event, with its line end."""
    import msgspec

    fields: dict[str, Any] = {"time": event.time.isoformat(), "type": _cut(event.type)}
    if event.user:
        fields["user"] = _cut(event.user)
    if event.remote:
        fields["remote"] = _cut(event.remote)
    fields.update({name: _cut(value) for name, value in event.data.items() if name not in fields})
    return msgspec.json.encode(fields) + b"\n"


def decode(line: bytes) -> Event | None:
    """Return the event of a line, `None` when the line is none (torn, or not ours)."""
    import msgspec

    try:
        fields = msgspec.json.decode(line, type=dict[str, Any])
        time = datetime.fromisoformat(fields.pop("time"))
        kind, user, remote = fields.pop("type"), fields.pop("user", ""), fields.pop("remote", "")
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in (kind, user, remote)) or time.tzinfo is None:
        return None
    return Event(time, kind, user, remote, fields)


class Journal:
    """The journal in one directory, which must exist."""

    def __init__(
        self,
        directory: Path,
        disk: JournalFiles,
        *,
        file_bytes: int = FILE_BYTES,
        files_kept: int = FILES_KEPT,
    ) -> None:
        self._directory = directory
        self._disk = disk
        self._file_bytes = file_bytes
        self._files_kept = files_kept

    def write(self, event: Event) -> None:
        """Add an event. Raises OSError."""
        descriptor = os.open(self._directory, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # One after the other, or a file could grow that a reader has left behind. But a process
            # that is stopped in the middle must not stop all others.
            acquire(descriptor, LOCK_PATIENCE_SECONDS)
            self._write(event)
        finally:
            os.close(descriptor)

    def _write(self, event: Event) -> None:
        numbers = self._numbers()
        newest = numbers[-1] if numbers else 1
        if numbers and self._disk.size(self._path(newest)) >= self._file_bytes:
            newest += 1
            for number in numbers[: max(0, len(numbers) + 1 - self._files_kept)]:
                self._remove(number)
        self._disk.append(self._path(newest), encode(event))

    def read(self, start: Position = START) -> tuple[list[Event], Position]:
        """Return the events after `start`, and the position to go on from.

        A line without its end is left for the next time. Raises OSError.
        """
        events: list[Event] = []
        position = start
        for number in self._numbers():
            if number < start.file:
                continue
            offset = start.offset if number == start.file else 0
            data = self._content(number, offset)
            complete = data.rfind(b"\n") + 1
            events.extend(_events(data[:complete].split(b"\n")))
            position = Position(number, offset + complete)
        return events, position

    def newest_first(self) -> Iterator[Event]:
        """Yield the events that are still kept, from the last to the first. Raises OSError."""
        for number in reversed(self._numbers()):
            yield from _events(reversed(self._content(number).split(b"\n")))

    def end(self) -> Position:
        """Return the position after the last event. Raises OSError."""
        numbers = self._numbers()
        if not numbers:
            return START
        data = self._content(numbers[-1])
        return Position(numbers[-1], data.rfind(b"\n") + 1)

    def _path(self, number: int) -> Path:
        return self._directory / f"{number:06d}.jsonl"

    def _numbers(self) -> list[int]:
        names = self._disk.names(self._directory)
        stems = (name.removesuffix(".jsonl") for name in names if name.endswith(".jsonl"))
        return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdecimal())

    def _content(self, number: int, start: int = 0) -> bytes:
        try:
            return self._disk.read(self._path(number), start)
        except FileNotFoundError:  # Removed since it was listed: it was the oldest.
            return b""

    def _remove(self, number: int) -> None:
        try:
            self._disk.remove(self._path(number))
        except FileNotFoundError:  # Another process was faster.
            return


def _events(lines: Any) -> Iterator[Event]:
    for line in lines:
        event = decode(line) if line else None
        if event is not None:
            yield event


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        # Names of users come from remotes: what is no text (lone surrogates) is escaped.
        return value[:LONGEST_TEXT].encode("utf-8", "backslashreplace").decode("utf-8")
    return value if isinstance(value, (bool, int, float)) or value is None else _cut(str(value))
