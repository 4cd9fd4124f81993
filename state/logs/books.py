"""The logs of one appliance: what opening its files and making its lines takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from state.logs.direct import DirectSink
from state.logs.files import Limits, LogFile
from state.logs.lines import Header, LineMaker
from state.logs.sink import Logs
from state.logs.subscriptions import Router, subscription_of
from state.model.configuration import View
from state.model.logs import LogSettings, factory_logs

if TYPE_CHECKING:
    from state.journal import Event
    from state.logs.reader import LogReader
    from state.store import Revision, Store

DIRECTORY: Final = "logs"


class LogBooks:
    """The logs below one state directory, as the running configuration wants them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._header = Header(store.settings.release, store.settings.serial)
        self._head: Revision | None = None
        self._settings = factory_logs()
        self._timezone = "GMT"
        self.maker = LineMaker(store.clock.now, self.timezone)
        self.route = Router(self.settings)

    @property
    def directory(self) -> Path:
        """Return the directory that has a directory for each log."""
        return self._store.directory / DIRECTORY

    def settings(self) -> LogSettings:
        """Return the settings that hold, the same object as long as they do not change."""
        self._refresh()
        return self._settings

    def timezone(self) -> str:
        """Return the name of the time zone that holds."""
        self._refresh()
        return self._timezone

    def file(self, name: str) -> LogFile:
        """Return the log called `name` for writing. Raises `StateError` when there is none."""
        found = subscription_of(self.settings(), name)

        def limits() -> Limits:
            now = self.settings().subscriptions.get(name, found)
            return Limits(now.max_bytes, now.max_files)

        return LogFile(self.directory / name, found.base, self._header, self.maker.local, limits)

    def begin(self) -> None:
        """Make sure that every log has a current file, to be fetched or followed."""
        for name in self.settings().subscriptions:
            file = self.file(name)
            try:
                file.begin()
            except OSError as error:
                self._store.trouble(f"{file.directory}: {error.strerror or error}")
            finally:
                file.close()

    def reader(self, name: str) -> LogReader:
        """Return the log called `name` for reading. Raises `StateError` when there is none."""
        from state.logs.reader import LogReader

        return LogReader(self.directory / name, subscription_of(self.settings(), name).base)

    def direct(self) -> Logs:
        """Return the logs for a process that writes a line now and then."""
        return Logs(DirectSink(self.file, self.maker, self.route, self._store.trouble))

    def _refresh(self) -> None:
        """Take over what was committed; asked for each line, so it costs next to nothing."""
        head = self._store.head
        if head is self._head:
            return
        view = View.of_machine(head.configuration, self._store.settings.serial)
        settings, self._timezone = view.logs, view.system.timezone
        if settings != self._settings:
            self._settings = settings
        self._head = head


def log_event(logs: Logs, event: Event) -> None:
    """Write the lines that tell of an event of this process."""
    from state.logs.events import entries

    for entry in entries(event, os.getpid()):
        logs.write(entry.subscription, entry.text, entry.level)
