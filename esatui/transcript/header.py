"""The header of a transcript: TOML between two lines of `+++`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
import tomli
from msgspec import Meta

from esatui.transcript.errors import TranscriptError

FrontName = Literal["direct", "plain", "tty", "ssh"]
FRONTS: tuple[FrontName, ...] = ("direct", "plain", "tty", "ssh")

FENCE = "+++"
CLOCK = datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC)
"""Where the clock stands when the header does not say (CLI reference, 1.3)."""


class SessionHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is particular about one labelled session."""

    user: str | None = None
    """User name; the label itself when it is missing."""
    hidden: tuple[str, ...] | None = None
    """Answers of this session to questions that do not echo; else those of the file."""
    appliance: str | None = None
    """Which of the other appliances it logs in to; the one of the file when it is missing."""
    banner: bool | None = None


class ApplianceHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another appliance on the same network, in factory state but for its names."""

    serial: str
    hostname: str
    address: str
    """IPv4 address of its interface `Management`."""
    release: str = "15.5.0-048"
    model: str = "C100V"


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a transcript starts from. Every field has a default."""

    title: str = ""
    clock: datetime | None = CLOCK
    """Aware, in UTC; `None` is the clock of the machine (`"now"` in the file)."""
    tick: Annotated[float, Meta(ge=0, le=86400 * 366)] = 0
    """Seconds that the clock moves at each command line."""
    seed: int = 1
    """Order of the pooled keys, serial numbers, salts."""
    user: str = "admin"
    columns: Annotated[int, Meta(ge=20, le=1000)] = 80
    rows: Annotated[int, Meta(ge=0, le=1000)] = 0
    """Height of the terminal; 0 means that nothing is paged."""
    state: str = "factory"
    """`factory`, or a file beside the transcript: a configuration (as `loadconfig` takes it), or
    another transcript, at whose end this one begins."""
    hidden: tuple[str, ...] = ()
    """Answers to questions that do not echo, in order."""
    banner: bool = False
    """Whether the texts of a login are shown before the first prompt."""
    fronts: tuple[FrontName, ...] = FRONTS
    sessions: dict[str, SessionHeader] = {}
    appliances: dict[str, ApplianceHeader] = {}

    def session(self, label: str | None) -> SessionHeader:
        """Return the settings of the session `label`; `None` is the one without a label."""
        own = self.sessions.get(label or "", SessionHeader())
        return SessionHeader(
            user=own.user or (self.user if label is None else label),
            hidden=own.hidden,
            appliance=own.appliance,
            banner=self.banner if own.banner is None else own.banner,
        )


def split_header(lines: Sequence[str]) -> tuple[Sequence[str], int]:
    """Return the lines of the header and how many lines of the file it takes, fences included.

    Raises `TranscriptError` when the header has no end.
    """
    if not lines or lines[0].rstrip() != FENCE:
        return (), 0
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            return lines[1:index], index + 1
    raise TranscriptError(f"the header has no end: a line {FENCE} is missing", 1)


def parse_header(lines: Sequence[str]) -> Header:
    """Return the header in its lines (without the fences, which the line numbers count).

    Raises `TranscriptError` with the line for bad TOML, unknown keys and values of a wrong type.
    """
    try:
        table = tomli.loads("\n".join(lines))
    except tomli.TOMLDecodeError as error:
        reason = re.sub(r" \(at [^)]*\)$", "", str(error))
        raise TranscriptError(f"the header is not TOML: {reason}", error.lineno + 1) from error
    if table.get("clock") == "now":
        table["clock"] = None
    try:
        header = msgspec.convert(table, Header)
    except msgspec.ValidationError as error:
        line = _line_of(lines, _name_in(str(error)))
        raise TranscriptError(f"in the header: {_plain(str(error))}", line) from error
    if header.clock is not None:
        header = _aware(header, header.clock, lines)
    elif header.tick:
        line = _line_of(lines, "tick")
        raise TranscriptError('in the header: `tick` moves a clock that stands, not "now"', line)
    _check_sessions(header.sessions, lines)
    return header


def header_from(settings: Mapping[str, Any]) -> Header:
    """Return a header with these settings. Raises `TranscriptError`."""
    try:
        header = msgspec.convert(dict(settings), Header)
    except msgspec.ValidationError as error:
        raise TranscriptError(_plain(str(error))) from error
    return _aware(header, header.clock, ()) if header.clock is not None else header


def _aware(header: Header, clock: datetime, lines: Sequence[str]) -> Header:
    if clock.tzinfo is None:
        line = _line_of(lines, "clock")
        raise TranscriptError("in the header: `clock` needs a time zone, such as Z", line)
    return msgspec.structs.replace(header, clock=clock.astimezone(UTC))


def _check_sessions(sessions: Mapping[str, Any], lines: Sequence[str]) -> None:
    for label in sessions:
        if not re.fullmatch(LABEL, label):
            line = _line_of(lines, label)
            raise TranscriptError(f"in the header: {label!r} cannot be a label of a session", line)


LABEL = r"[A-Za-z0-9_][A-Za-z0-9_.@-]*"
"""Labels of sessions: what a user name may be."""


def _name_in(message: str) -> str:
    """Return the setting that a message of msgspec speaks of, or an empty text."""
    unknown = re.search(r"unknown field `(\w+)`", message)
    if unknown:
        return unknown[1]
    path = re.search(r"`\$\.([\w.]+)", message)
    return path[1].rpartition(".")[2] if path else ""


def _plain(message: str) -> str:
    """Return a message of msgspec without its `$` notation."""
    message = message.replace("Object contains unknown field", "there is no setting")
    return re.sub(r" - at `\$\.?([^`]*)`", r" (`\1`)", message).replace(" (``)", "")


def _line_of(lines: Sequence[str], name: str) -> int:
    """Return the line of the file that sets `name`, else that of the fence."""
    for number, line in enumerate(lines, 2):
        if name and re.match(rf"\s*\[?[\w.\"]*\b{re.escape(name)}\b", line):
            return number
    return 1
