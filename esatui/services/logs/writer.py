"""Writing logs without holding up whoever has something to say.

`write` puts a line into memory; a thread writes what has gathered, one system call a log. Memory is
bounded: whoever would exceed the bound writes what has gathered himself, which slows down only
those who write faster than the disk. Only when the disk is full as well are lines dropped; they
are counted, and the log says how many as soon as it can.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from state.errors import StateError
from state.logs.files import LogFile
from state.logs.lines import Level, LineMaker
from state.logs.subscriptions import Router

MEMORY_BYTES: Final = 64 * 1024 * 1024
"""Bytes of lines that wait at most."""
GATHER_SECONDS: Final = 0.01
"""How long the thread lets lines gather, after the first."""
RETRY_SECONDS: Final = 1.0
"""Pause after the disk refused."""


class LogWriter:
    """A sink for logs (`state.logs.sink.Sink`) that any thread may use.

    `open_file` opens the log of a name, `route` says which logs a line goes to. `close` it at the
    end: what is in memory is written then. Lines that come still later are written at once.
    """

    def __init__(
        self,
        open_file: Callable[[str], LogFile],
        maker: LineMaker,
        route: Router,
        *,
        memory_bytes: int = MEMORY_BYTES,
        gather_seconds: float = GATHER_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._open_file = open_file
        self._maker = maker
        self._route = route
        self._memory_bytes = memory_bytes
        self._gather_seconds = gather_seconds
        self._retry_seconds = retry_seconds
        self._mutex = threading.Lock()
        """Held for a moment, by those who write and to take what was written."""
        self._writing = threading.Lock()
        """Held while files are written."""
        self._waiting: dict[str, list[bytes]] = {}
        self._bytes = 0
        self._refused = False
        """Whether the disk did not take everything the last time."""
        self._lost: dict[str, int] = {}
        self._backlog: dict[str, bytes] = {}
        self._files: dict[str, LogFile] = {}
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def write(self, subscription: str, text: str, level: Level = "Info") -> None:
        """Add a line; see `state.logs.sink.Sink`."""
        for name in self._route(subscription, level):
            self._add(name, text, level)

    def _add(self, name: str, text: str, level: Level) -> None:
        with self._mutex:
            line = self._maker.line(level, text)
            size = self._bytes + len(line)
            full = size > self._memory_bytes
            if not full:
                waiting = self._waiting.get(name)
                if waiting is None:
                    waiting = self._waiting[name] = []
                waiting.append(line)
                self._bytes = size
        if full:
            self._make_room(name, line)
        elif self._ended.is_set():
            self.flush()
        elif not self._woken.is_set():
            self._wake()

    @property
    def waiting_bytes(self) -> int:
        """Return how many bytes of lines are in memory."""
        return self._bytes

    def flush(self) -> bool:
        """Write what has been said so far; return whether all of it is in the files."""
        with self._writing:
            return self._write_out()

    def close(self) -> int:
        """Write what there is and end; return how many lines the disk did not take."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        with self._writing:
            self._write_out()
            for file in self._files.values():
                file.close()
            left = sum(data.count(b"\n") for data in self._backlog.values())
            return left + sum(self._lost.values())

    def _keep(self, name: str, line: bytes) -> None:
        self._waiting.setdefault(name, []).append(line)
        self._bytes += len(line)

    def _wake(self) -> None:
        self._woken.set()
        with self._mutex:
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
                self._thread.start()

    def _make_room(self, name: str, line: bytes) -> None:
        if not self._refused:
            self.flush()
        with self._mutex:
            if self._bytes + len(line) > self._memory_bytes:
                self._lost[name] = self._lost.get(name, 0) + 1
            else:
                self._keep(name, line)
        self._wake()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.wait()
            self._ended.wait(self._gather_seconds)
            self._woken.clear()
            if not self.flush():
                self._woken.set()
                self._ended.wait(self._retry_seconds)

    def _write_out(self) -> bool:
        """Write everything. Called with `_writing` held."""
        with self._mutex:
            waiting, self._waiting = self._waiting, {}
        for name, lines in waiting.items():
            self._backlog[name] = self._backlog.get(name, b"") + b"".join(lines)
        written = [self._write_log(name) for name in list({**self._lost, **self._backlog})]
        self._refused = not all(written)
        return not self._refused

    def _write_log(self, name: str) -> bool:
        data = self._backlog.pop(name, b"")
        try:
            written = self._file(name).append(data)
        except OSError:
            written = 0
        except StateError:
            # The log was removed from the configuration while its lines waited.
            written = len(data)
        with self._mutex:
            self._bytes -= written
        if written < len(data):
            self._backlog[name] = data[written:]
            return False
        return self._confess(name)

    def _confess(self, name: str) -> bool:
        """Say how many lines were lost, once there is room again."""
        with self._mutex:
            lost = self._lost.pop(name, 0)
            if not lost:
                return True
            line = self._maker.line("Warning", f"{lost} lines were lost: the disk was full.")
        try:
            self._file(name).append(line)
        except StateError:
            return True
        except OSError:
            with self._mutex:
                self._lost[name] = self._lost.get(name, 0) + lost
            return False
        return True

    def _file(self, name: str) -> LogFile:
        if name not in self._files:
            self._files[name] = self._open_file(name)
        return self._files[name]
