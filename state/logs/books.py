"""The logs of one appliance: what opening its files and making its lines takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from state.logs.direct import DirectSink
from state.logs.files import FILE_BYTES, FILES_KEPT, LogFile
from state.logs.lines import Header, LineMaker
from state.logs.sink import Logs
from state.logs.subscriptions import SUBSCRIPTIONS, subscription
from state.model.configuration import View

if TYPE_CHECKING:
    from state.journal import Event
    from state.logs.reader import LogReader
    from state.store import Store

DIRECTORY: Final = "logs"


class LogBooks:
    """The logs below one state directory, in the time zone of the running configuration."""

    def __init__(
        self, store: Store, *, file_bytes: int = FILE_BYTES, files_kept: int = FILES_KEPT
    ) -> None:
        self._store = store
        self._file_bytes = file_bytes
        self._files_kept = files_kept
        self._header = Header(store.settings.release, store.settings.serial)
        self.maker = LineMaker(store.clock.now, self._timezone)

    @property
    def directory(self) -> Path:
        """Return the directory that has a directory for each log."""
        return self._store.directory / DIRECTORY

    def file(self, name: str) -> LogFile:
        """Return the log called `name` for writing. Raises `StateError` when there is none."""
        return LogFile(
            self.directory,
            subscription(name),
            self._header,
            self.maker.local,
            file_bytes=self._file_bytes,
            files_kept=self._files_kept,
        )

    def begin(self) -> None:
        """Make sure that every log has a current file, to be fetched or followed."""
        for each in SUBSCRIPTIONS:
            file = self.file(each.name)
            try:
                file.begin()
            except OSError as error:
                self._store.trouble(f"{file.directory}: {error.strerror or error}")
            finally:
                file.close()

    def reader(self, name: str) -> LogReader:
        """Return the log called `name` for reading. Raises `StateError` when there is none."""
        from state.logs.reader import LogReader

        return LogReader(self.directory, subscription(name))

    def direct(self) -> Logs:
        """Return the logs for a process that writes a line now and then."""
        return Logs(DirectSink(self.file, self.maker, self._store.trouble))

    def _timezone(self) -> str:
        head = self._store.head
        return View.of_machine(head.configuration, self._store.settings.serial).system.timezone


def log_event(logs: Logs, event: Event) -> None:
    """Write the lines that tell of an event of this process."""
    from state.logs.events import entries

    for entry in entries(event, os.getpid()):
        logs.write(entry.subscription, entry.text, entry.level)
