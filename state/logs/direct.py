"""Writing a line to its log at once, for processes that seldom have something to say."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from state.errors import StateError
from state.logs.files import LogFile
from state.logs.lines import Level, LineMaker
from state.logs.subscriptions import Router


class DirectSink:
    """A sink for logs (`state.logs.sink.Sink`) that keeps nothing: neither lines nor open files.

    `route` says which logs a line goes to; `trouble` is told what could not be written, and why.
    """

    def __init__(
        self,
        open_file: Callable[[str], LogFile],
        maker: LineMaker,
        route: Router,
        trouble: Callable[[str], None],
    ) -> None:
        self._open_file = open_file
        self._maker = maker
        self._route = route
        self._trouble = trouble
        self._mutex = Lock()

    def write(self, subscription: str, text: str, level: Level = "Info") -> None:
        """Add a line; see `state.logs.sink.Sink`."""
        with self._mutex:
            for name in self._route(subscription, level):
                self._append(name, self._maker.line(level, text))

    def _append(self, name: str, line: bytes) -> None:
        try:
            file = self._open_file(name)
        except StateError:
            # The log was removed from the configuration a moment ago.
            return
        try:
            file.append(line)
        except OSError as error:
            self._trouble(f"{file.directory}: {error.strerror or error}")
        finally:
            file.close()
