"""What the process with the mail system writes down about its counters, for all others.

In the directory `counters`: `ids.json`, numbers up to which MID, ICID and DCID may have been given
out, written before they are; `counters.json` and `hosts.json`, written when something has changed.
The mail system holds a lock on `.lock`: without it nobody has connections or an uptime.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

import msgspec

from state.counters import (
    RATED,
    Counter,
    CounterName,
    GaugeName,
    HostStatus,
    MailCounters,
    Rate,
)
from state.locks import try_lock

T = TypeVar("T")

DIRECTORY: Final = "counters"
LARGEST_FILE: Final = 64 * 1024 * 1024

BUCKET_SECONDS: Final = 5
"""Events are counted in spans of this length, for the rates."""
RATE_MINUTES: Final = (1, 5, 15)


@dataclass(slots=True, kw_only=True)
class Ids:
    """Numbers of messages and connections."""

    mid: int = 0
    icid: int = 0
    dcid: int = 0


@dataclass(slots=True, kw_only=True)
class CounterFile:
    """Content of `counters.json`."""

    uptime: dict[CounterName, int] = field(default_factory=dict)
    lifetime: dict[CounterName, int] = field(default_factory=dict)
    gauges: dict[GaugeName, int] = field(default_factory=dict)
    buckets: dict[CounterName, dict[int, int]] = field(default_factory=dict)
    """Number of a span of time since 1970 to the events in it."""
    ids: Ids = field(default_factory=Ids)
    """The numbers that were given out last."""
    oldest_message: datetime | None = None
    started: datetime | None = None
    """When the mail system that counts was started; aware."""


@dataclass(slots=True, kw_only=True)
class HostFile:
    """Content of `hosts.json`."""

    hosts: dict[str, HostStatus] = field(default_factory=dict)


def rate(buckets: Mapping[int, int], now: datetime) -> Rate:
    """Return the events an hour, judged by the spans that the last minutes touch."""
    last = int(now.timestamp()) // BUCKET_SECONDS
    found = []
    for minutes in RATE_MINUTES:
        spans = minutes * 60 // BUCKET_SECONDS
        events = sum(count for number, count in buckets.items() if last - spans < number <= last)
        found.append(events * 60 // minutes)
    return Rate(*found)


def mail_counters(file: CounterFile, now: datetime, *, running: bool = True) -> MailCounters:
    """Return what `status` shows; of a mail system that is not `running` only what remains."""
    names: tuple[CounterName, ...] = get_args(CounterName)
    values: dict[str, Any] = {}
    for name in names:
        uptime, lifetime = file.uptime.get(name, 0), file.lifetime.get(name, 0)
        values[name] = Counter(lifetime, uptime if running else 0, lifetime)
    gone = (
        frozenset[str]() if running else frozenset({"inbound_connections", "outbound_connections"})
    )
    values.update({name: value for name, value in file.gauges.items() if name not in gone})
    return MailCounters(
        **values,
        rates={name: rate(file.buckets.get(name, {}), now) for name in RATED},
        last_mid=file.ids.mid,
        last_icid=file.ids.icid,
        last_dcid=file.ids.dcid,
        oldest_message=file.oldest_message,
        started=file.started if running else None,
    )


class CounterFiles:
    """Reads the files of one state directory, from any process."""

    def __init__(self, state_directory: Path) -> None:
        self.directory = state_directory / DIRECTORY

    def counters(self, now: datetime) -> MailCounters:
        """Return the counters. Nothing, or nothing that can be read, is all zero."""
        file = self.read("counters.json", CounterFile) or CounterFile()
        return mail_counters(file, now, running=self.running())

    def hosts(self) -> Mapping[str, HostStatus]:
        """Return what is known about recipient domains, by name."""
        found = self.read("hosts.json", HostFile) or HostFile()
        if not self.running():
            for status in found.hosts.values():
                status.outbound_connections = status.pending_connections = 0
        return found.hosts

    def running(self) -> bool:
        """Whether a process runs the mail system now."""
        try:
            descriptor = os.open(self.directory / ".lock", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not try_lock(descriptor)
        finally:
            os.close(descriptor)

    def read(self, name: str, kind: type[T]) -> T | None:
        """Return the content of a file, `None` when there is none or it is damaged."""
        try:
            with (self.directory / name).open("rb") as file:
                return msgspec.json.decode(file.read(LARGEST_FILE), type=kind)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
