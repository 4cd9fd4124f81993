"""Lines of logs, byte for byte (mail log reference, 1.2 and 1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from state.model.logs import LogLevel

Level = LogLevel

LEVELS: Final[tuple[Level, ...]] = ("Critical", "Warning", "Info", "Debug", "Trace")
"""From the least to the most talkative."""

LONGEST_TEXT: Final = 8192
"""Characters of a text that are written at most; remotes choose some of them."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What could end a line, move the cursor, or turn the reading direction round.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_NAMED = {"\r": "\\r", "\n": "\\n", "\t": "\\t"}


def stamp(moment: datetime) -> str:
    """Return `Tue Apr  7 00:57:53 2018`: English, the day of the month padded with a space."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day} {month} {moment.day:2} {moment:%H:%M:%S} {moment.year:04}"


def parse_stamp(line: str) -> datetime | None:
    """Return the local time at the head of a line, naive; `None` when it has none."""
    found = re.match(
        r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4}) ", line, re.ASCII
    )
    if found is None or found[1] not in _MONTHS:
        return None
    numbers = (int(text) for text in found.groups()[1:])
    day, hour, minute, second, year = numbers
    try:
        return datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second)  # noqa: DTZ001 - local time of the appliance, which the line does not name.
    except ValueError:
        return None


def safe(text: str) -> str:
    r"""Return `text` on one line: line ends become the characters `\r\n`, others `\x1b`."""
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "..."
    return printable(text)


def printable(text: str) -> str:
    r"""Return `text` with everything escaped that is more than a character on a line."""
    return text if text.isprintable() else re.sub(_UNSAFE, _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def line(moment: datetime, level: str, text: str) -> bytes:
    """Return a whole line with its line end. `moment` is in the appliance's local time."""
    return f"{stamp(moment)} {level}: {safe(text)}\n".encode()


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of every file says about the appliance."""

    release: str
    """Version with build, such as `15.5.0-048`."""
    serial: str

    def lines(self, moment: datetime) -> bytes:
        """Return the three lines. `moment` is aware, in the appliance's local time."""
        offset = moment.utcoffset() or timedelta()
        texts = (
            "Begin Logfile",
            f"Version: {self.release} SN: {self.serial}",
            f"Time offset from UTC: {int(offset.total_seconds())} seconds",
        )
        return b"".join(line(moment, "Info", text) for text in texts)


def zone(name: str) -> tzinfo:
    """Return the time zone called `name` as in `settz`; one that nobody knows counts as GMT."""
    if name in ("GMT", "UTC", "Etc/GMT", "Etc/UTC"):
        return UTC
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


class LineMaker:
    """Makes lines at the present time; the same second is formatted once."""

    def __init__(self, now: Callable[[], datetime], timezone: Callable[[], str]) -> None:
        self._now = now
        self._timezone = timezone
        self._zone: tuple[str, tzinfo] = ("GMT", UTC)
        self._stamp: tuple[datetime, datetime, str] | None = None
        """The second that was formatted last: its begin, its end and its text."""

    def local(self) -> datetime:
        """Return the present time in the appliance's time zone, aware."""
        name = self._timezone()
        known, offset = self._zone
        if name != known:
            offset = zone(name)
            self._zone, self._stamp = (name, offset), None
        moment = self._now()
        return moment if offset is UTC else moment.astimezone(offset)

    def line(self, level: str, text: str) -> bytes:
        """Return a whole line, with its line end."""
        moment = self.local()
        known = self._stamp
        if known is None or not known[0] <= moment < known[1]:
            begin = moment.replace(microsecond=0)
            known = self._stamp = (begin, begin + timedelta(seconds=1), stamp(begin))
        return f"{known[2]} {level}: {safe(text)}\n".encode()
