"""Keeps the counters of the mail system, and lets other processes see them."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from state.clock import Clock
from state.counter_files import (
    BUCKET_SECONDS,
    RATE_MINUTES,
    CounterFile,
    CounterFiles,
    HostFile,
    Ids,
    mail_counters,
)
from state.counters import (
    RATED,
    CounterName,
    GaugeName,
    HostCounterName,
    HostStatus,
    MailCounters,
)
from state.errors import StateError
from state.locks import try_lock

BLOCK: Final = 1000
"""Numbers that are reserved on disk at once: so many may be skipped after a crash."""
SAVE_SECONDS: Final = 0.25
"""Pause between two savings at least."""
SHARE: Final = 20
"""Saving takes at most one part in this many of the time."""
HOSTS_KEPT: Final = 10_000
"""Domains that are remembered; those without activity for the longest time are forgotten."""

_HOST_NAMES: Final = frozenset(get_args(HostCounterName))
_TOTALS: Final[Mapping[CounterName, tuple[CounterName, ...]]] = {
    "delivered_recipients": ("completed_recipients",),
    "deleted_recipients": ("completed_recipients",),
    "dns_hard_bounces": ("hard_bounces", "completed_recipients"),
    "smtp_hard_bounces": ("hard_bounces", "completed_recipients"),
    "expired_hard_bounces": ("hard_bounces", "completed_recipients"),
    "filter_hard_bounces": ("hard_bounces", "completed_recipients"),
    "other_hard_bounces": ("hard_bounces", "completed_recipients"),
}
"""What is counted as well, so that totals always are the sums of their parts."""


class CounterKeeper:
    """The counters of one appliance. One process at a time keeps them.

    To be used in one thread (the event loop's); a thread of its own saves what has changed, a few
    times a second, and nothing while nothing happens. Numbers of messages and connections never
    come twice, however the process ends: blocks of them are reserved on stable storage.
    """

    def __init__(self, state_directory: Path, clock: Clock) -> None:
        """Take the counters over. Raises `StateError` when another process keeps them."""
        self._files = CounterFiles(state_directory)
        self._clock = clock
        self._lock: int | None = self._take_lock()
        found = self._files.read("counters.json", CounterFile) or CounterFile()
        self._data = CounterFile(
            lifetime=found.lifetime,
            gauges={},
            buckets=found.buckets,
            ids=found.ids,
            started=clock.now(),
        )
        hosts = self._files.read("hosts.json", HostFile) or HostFile()
        self._hosts = hosts
        self._saver = _Saver(self._save)
        self._load_ids(found)
        self._reset_hosts()
        self.changed()

    def count(self, name: CounterName, amount: int = 1, *, domain: str | None = None) -> None:
        """Count events, in total and (of those that `hoststatus` shows) for a recipient domain.

        Kinds of hard bounces, delivered and deleted recipients are counted in their totals, too.
        """
        for counted in (name, *_TOTALS.get(name, ())):
            self._add(counted, amount)
            if domain is not None and counted in _HOST_NAMES:
                status = self.host(domain)
                setattr(status, counted, getattr(status, counted) + amount)
        self.changed()

    def gauge(self, name: GaugeName, change: int) -> None:
        """Let a gauge rise (or, with a negative `change`, fall)."""
        self._data.gauges[name] = self._data.gauges.get(name, 0) + change
        self.changed()

    def set_gauge(self, name: GaugeName, value: int) -> None:
        """Set a gauge."""
        if self._data.gauges.get(name) != value:
            self._data.gauges[name] = value
            self.changed()

    def host(self, domain: str) -> HostStatus:
        """Return what is kept about a recipient domain; change it, then call `changed`."""
        key = domain.lower()
        status = self._hosts.hosts.get(key)
        if status is None:
            if len(self._hosts.hosts) >= HOSTS_KEPT:
                self._forget()
            status = self._hosts.hosts[key] = HostStatus()
        return status

    def hosts(self) -> Mapping[str, HostStatus]:
        """Return what is kept about all recipient domains."""
        return self._hosts.hosts

    def changed(self) -> None:
        """Something has changed: it is saved soon."""
        self._saver.wake()

    def next_mid(self) -> int:
        """Return the number of a new message. Raises `OSError` when none can be reserved."""
        return self._next("mid")

    def next_icid(self) -> int:
        """Return the number of a new inbound connection. Raises `OSError` like `next_mid`."""
        return self._next("icid")

    def next_dcid(self) -> int:
        """Return the number of a new outbound connection. Raises `OSError` like `next_mid`."""
        return self._next("dcid")

    def beyond(self, *, mid: int = 0, icid: int = 0, dcid: int = 0) -> None:
        """Never give out these numbers or smaller ones: they are known to have been used."""
        ids = self._data.ids
        ids.mid, ids.icid, ids.dcid = (
            max(ids.mid, mid),
            max(ids.icid, icid),
            max(ids.dcid, dcid),
        )

    def oldest_message(self, moment: datetime | None) -> None:
        """Set when the oldest message in the queue came (aware), `None` without one."""
        self._data.oldest_message = moment
        self.changed()

    def snapshot(self) -> MailCounters:
        """Return what `status` shows at present."""
        return mail_counters(self._data, self._clock.now())

    def close(self) -> None:
        """Save what there is, with the exact numbers, and let others take over. Never fails.

        Closing twice is no error.
        """
        if self._lock is None:
            return
        self._saver.close()
        self._data.gauges |= {"inbound_connections": 0, "outbound_connections": 0}
        with contextlib.suppress(OSError):
            self._save()
        with contextlib.suppress(OSError):
            self._reserve(self._data.ids)
        os.close(self._lock)
        self._lock = None

    def _take_lock(self) -> int:
        self._files.directory.mkdir(mode=0o700, exist_ok=True)
        path = self._files.directory / ".lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not try_lock(descriptor):
            os.close(descriptor)
            raise StateError("Another process runs the services of this appliance.")
        return descriptor

    def _load_ids(self, found: CounterFile) -> None:
        reserved = self._files.read("ids.json", Ids) or Ids()
        self._reserved = reserved
        self.beyond(mid=reserved.mid, icid=reserved.icid, dcid=reserved.dcid)

    def _reset_hosts(self) -> None:
        """Nothing is connected when the keeping begins."""
        for status in self._hosts.hosts.values():
            status.outbound_connections = status.pending_connections = 0
            status.unattempted_recipients = status.attempted_recipients = 0
            status.oldest_message = None

    def _next(self, kind: Literal["mid", "icid", "dcid"]) -> int:
        number: int = getattr(self._data.ids, kind) + 1
        if number > getattr(self._reserved, kind):
            ids = self._data.ids
            reserved = Ids(mid=ids.mid + BLOCK, icid=ids.icid + BLOCK, dcid=ids.dcid + BLOCK)
            self._reserve(reserved)
            self._reserved = reserved
        setattr(self._data.ids, kind, number)
        self.changed()
        return number

    def _reserve(self, ids: Ids) -> None:
        data = msgspec.json.encode(ids)
        try:
            _write(self._files.directory, "ids.json", data, sync=True)
        except OSError:
            # A full disk has no room for a second file; mail has to leave it all the same.
            _overwrite(self._files.directory / "ids.json", data)

    def _add(self, name: CounterName, amount: int) -> None:
        for counters in (self._data.uptime, self._data.lifetime):
            counters[name] = counters.get(name, 0) + amount
        if name in RATED:
            bucket = int(self._clock.now().timestamp()) // BUCKET_SECONDS
            buckets = self._data.buckets.setdefault(name, {})
            if bucket not in buckets:
                oldest = bucket - RATE_MINUTES[-1] * 60 // BUCKET_SECONDS
                for gone in [number for number in buckets if not oldest < number <= bucket]:
                    del buckets[gone]
            buckets[bucket] = buckets.get(bucket, 0) + amount

    def _forget(self) -> None:
        """Forget the domain that has been quiet for the longest time, if it has no mail waiting."""
        quiet = [name for name, status in self._hosts.hosts.items() if not status.active_recipients]
        if quiet:
            del self._hosts.hosts[min(quiet, key=self._activity)]

    def _activity(self, domain: str) -> float:
        moment = self._hosts.hosts[domain].last_activity
        return moment.timestamp() if moment else 0.0

    def _save(self) -> None:
        # Encoding holds the interpreter's lock from begin to end, so it sees one moment.
        directory = self._files.directory
        _write(directory, "counters.json", msgspec.json.encode(self._data))
        _write(directory, "hosts.json", msgspec.json.encode(self._hosts))


class _Saver:
    """A thread that saves when it is woken, not more often than is good."""

    def __init__(self, save: Callable[[], None]) -> None:
        self._save = save
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        if self._woken.is_set():
            return
        self._woken.set()
        if self._thread is None and not self._ended.is_set():
            self._thread = threading.Thread(target=self._run, name="counters", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            if self._ended.is_set():
                return
            self._woken.clear()
            begun = time.monotonic()
            with contextlib.suppress(OSError):
                self._save()
            took = time.monotonic() - begun
            self._ended.wait(max(SAVE_SECONDS, took * SHARE))


def _write(directory: Path, name: str, data: bytes, *, sync: bool = False) -> None:
    """Put a file in the place of another. Raises `OSError`."""
    temporary = directory / f".{name}"
    with temporary.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    temporary.replace(directory / name)
    if sync:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _overwrite(path: Path, data: bytes) -> None:
    """Put `data` where a file has its first block already. Raises `OSError`.

    It is one write into one sector; spaces stand in for what was longer.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, data.ljust(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
