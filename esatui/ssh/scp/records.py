"""The lines of the protocol.

There is no standard; the description is OpenSSH's own implementation (scp.c): a control line each
for a file (`C0644 SIZE NAME`), a directory (`D0755 0 NAME`, ended by `E`) and times
(`T MTIME 0 ATIME 0`), and one byte as an answer: 0 for yes, 1 or 2 and a line for an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from esatui.ssh.scp.errors import CopyError, ScpError, ScpFault, printable

OK = b"\0"
WARNING, FATAL = b"\1", b"\2"
LONGEST_LINE = 2048
"""Bytes of one control line."""
FILE_MODE, DIRECTORY_MODE = 0o600, 0o700
_LATEST = 2**40

_ENTRY = re.compile(rb"([CD])([0-7]{4}) (\d{1,15}) ([^/\0]+)", re.DOTALL)
_TIMES = re.compile(rb"T(\d{1,15}) \d{1,6} (\d{1,15}) \d{1,6}")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file follows. What it is allowed to be called is not decided here."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """A directory begins."""

    name: str


@dataclass(frozen=True, slots=True)
class TimesRecord:
    """The times of the next file or directory, in seconds since 1970."""

    modified: int
    accessed: int


@dataclass(frozen=True, slots=True)
class EndRecord:
    """A directory ends."""


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """The other side reports an error of its own; a fatal one ends the copy."""

    text: str
    fatal: bool


Record = FileRecord | DirectoryRecord | TimesRecord | EndRecord | MessageRecord


def parse_record(line: bytes) -> Record:
    """Return what a control line (without its line end) says.

    Raises `ScpError` for a name that is not UTF-8 and `ScpFault` for everything that is no record.
    """
    if line[:1] in (WARNING, FATAL):
        text = printable(line[1:].decode("utf-8", "replace"))
        return MessageRecord(text, fatal=line[:1] == FATAL)
    if line == b"E":
        return EndRecord()
    times = _TIMES.fullmatch(line)
    if times:
        modified, accessed = int(times[1]), int(times[2])
        if max(modified, accessed) > _LATEST:
            raise ScpFault("protocol error", "time out of range")
        return TimesRecord(modified, accessed)
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        shown = line[:80].decode("ascii", "replace")
        raise ScpFault("protocol error", f"unexpected record {shown!r}")
    name = _name(entry[4])
    return FileRecord(name, int(entry[3])) if entry[1] == b"C" else DirectoryRecord(name)


def _name(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        shown = raw.decode("utf-8", "backslashreplace")
        raise ScpError(shown, "name is not valid UTF-8") from error


def file_line(name: str, size: int) -> bytes:
    """Return the control line of a file."""
    return f"C{FILE_MODE:04o} {size} {name}\n".encode()


def directory_line(name: str) -> bytes:
    """Return the control line that begins a directory."""
    return f"D{DIRECTORY_MODE:04o} 0 {name}\n".encode()


def times_line(modified: int, accessed: int) -> bytes:
    """Return the control line of times."""
    return f"T{max(modified, 0)} 0 {max(accessed, 0)} 0\n".encode()


def error_line(error: CopyError) -> bytes:
    """Return the answer that tells the client about an error."""
    kind = FATAL if isinstance(error, ScpFault) else WARNING
    return kind + f"scp: {error}\n".encode()
