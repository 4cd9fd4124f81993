"""The thread that writes: whatever waits at one time is written with one fsync (group commit)."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from esatui.services.queue.record import Record
from esatui.services.queue.segments import SegmentWriter, Written, sync_directory

RESERVE_BYTES: Final = 1024 * 1024
"""Room that is kept for what must be written when the disk is full: results of deliveries."""
RETRY_SECONDS: Final = 1.0
_RESERVE: Final = "reserve"


@dataclass(frozen=True, slots=True)
class Job:
    """A record to write.

    A `change` is written sooner or later, whatever the disk says; an error ends the others. On a
    full disk `urgent` ones find room where changes do. A `copy` must not come after changes that
    were submitted behind it.
    """

    record: Record
    finished: Callable[[Written | OSError], None]
    """Called in the thread of the event loop."""
    kind: Literal["put", "urgent", "change", "copy"] = "put"

    @property
    def needed(self) -> bool:
        """Return whether it may use the room that is kept."""
        return self.kind in ("change", "urgent")


Outcome = tuple[Job, "Written | OSError"]


class Committer:
    """Takes jobs from any thread, writes them in order, tells the outcome by `deliver`.

    `deliver` gets a batch of calls to make, in this committer's own thread: it hands them to the
    event loop.
    """

    def __init__(
        self,
        directory: Path,
        writer: SegmentWriter,
        deliver: Callable[[Callable[[], None]], object],
        *,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._reserve_path = directory / _RESERVE
        self._reserved = False
        self._writer = writer
        self._deliver = deliver
        self._retry_seconds = retry_seconds
        self._waiting: list[Job] = []
        self._useless: list[Path] = []
        self._mutex = threading.Lock()
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._reserve()
        self._thread.start()

    def submit(self, *jobs: Job) -> None:
        """Write these, after all that came before. Never waits."""
        with self._mutex:
            self._waiting.extend(jobs)
        if not self._woken.is_set():
            self._woken.set()

    def delete(self, paths: Sequence[Path]) -> None:
        """Delete segments in this order, each before the next for good. Never waits."""
        with self._mutex:
            self._useless.extend(paths)
        self._woken.set()

    def close(self) -> int:
        """Write what waits and end; return how many records the disk did not take."""
        self._ended.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._writer.close()
        return len(self._waiting)

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            with self._mutex:
                jobs, self._waiting = self._waiting, []
                useless, self._useless = self._useless, []
            left = self._write(jobs) if jobs else []
            self._delete(useless)
            if left:
                with self._mutex:
                    self._waiting[:0] = left
            if self._ended.is_set() and (left or not self._waiting):
                return
            if left:
                self._ended.wait(self._retry_seconds)
            if self._waiting:
                self._woken.set()

    def _delete(self, paths: Sequence[Path]) -> None:
        """What cannot be deleted now is found to be useless again after the next start."""
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                sync_directory(path.parent)

    def _write(self, jobs: Sequence[Job]) -> list[Job]:
        """Write a batch; return what has to be tried again."""
        if not self._reserved:
            self._reserve()
        if not self._reserved:
            outcomes, left = self._write_needed(jobs, OSError(errno.ENOSPC, "queue full"))
        else:
            try:
                written = self._writer.append([job.record for job in jobs])
            except OSError as error:
                outcomes, left = self._write_singly(jobs, error)
            else:
                outcomes, left = list(zip(jobs, written, strict=True)), []
        if outcomes:
            self._deliver(lambda: _tell(outcomes))
        return left

    def _write_singly(self, jobs: Sequence[Job], error: OSError) -> tuple[list[Outcome], list[Job]]:
        """What is needed, if anything is; else each message for itself: a small one may fit."""
        if any(job.needed for job in jobs):
            return self._write_needed(jobs, error)
        alone = len(jobs) == 1
        return [(job, error if alone or job.kind == "copy" else self._try(job)) for job in jobs], []

    def _write_needed(self, jobs: Sequence[Job], error: OSError) -> tuple[list[Outcome], list[Job]]:
        """Write what may use the room that is kept; everything else is refused."""
        outcomes: list[Outcome] = [(job, error) for job in jobs if not job.needed]
        needed = [job for job in jobs if job.needed]
        if not needed:
            return outcomes, []
        self._reserved = False
        with contextlib.suppress(OSError):
            self._reserve_path.unlink(missing_ok=True)
        try:
            written = self._writer.append([job.record for job in needed])
        except OSError as fault:
            outcomes += [(job, fault) for job in needed if job.kind == "urgent"]
            return outcomes, [job for job in needed if job.kind == "change"]
        return [*outcomes, *zip(needed, written, strict=True)], []

    def _try(self, job: Job) -> Written | OSError:
        try:
            return self._writer.append([job.record])[0]
        except OSError as error:
            return error

    def _reserve(self) -> None:
        """Take room on the disk, all of it or none. Without it no message is taken."""
        try:
            self._reserved = _take_room(self._reserve_path)
        except OSError:
            self._reserved = False


def _take_room(path: Path) -> bool:
    """Fill a file with the reserve; return whether it found room. Raises `OSError`."""
    if path.exists() and path.stat().st_size == RESERVE_BYTES:
        return True
    room = os.statvfs(path.parent)
    if room.f_bavail * room.f_frsize < RESERVE_BYTES:
        return False
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.write(descriptor, bytes(RESERVE_BYTES))
        finally:
            os.close(descriptor)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    if size < RESERVE_BYTES:
        path.unlink()
    return size == RESERVE_BYTES


def _tell(outcomes: Sequence[Outcome]) -> None:
    for job, outcome in outcomes:
        job.finished(outcome)
