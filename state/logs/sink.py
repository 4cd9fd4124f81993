"""What everybody needs who has something to log."""

from __future__ import annotations

from typing import Protocol

from state.logs.lines import Level
from state.logs.subscriptions import AUTHENTICATION, BOUNCES, CLI, ERROR, GUI, MAIL, STATUS, SYSTEM


class Sink(Protocol):
    """Takes lines for logs. Never fails: what cannot be written is kept, or counted."""

    def write(self, subscription: str, text: str, level: Level = "Info") -> None:
        r"""Add a line to the log called `subscription`, with the present time.

        `text` may hold anything, from anybody: line ends are written as `\r\n`, other control
        characters as `\x1b`, and what is longer than 8,192 characters is cut. What is
        below the level of the log is not written, `Debug` and `Trace` unless somebody wants them.
        """


class Logs:
    """The logs of the appliance by their names, over any sink."""

    def __init__(self, sink: Sink) -> None:
        self.write = sink.write

    def mail(self, text: str, level: Level = "Info") -> None:
        """Add a line to `mail_logs`."""
        self.write(MAIL, text, level)

    def bounces(self, text: str, level: Level = "Info") -> None:
        """Add a line to `bounces`."""
        self.write(BOUNCES, text, level)

    def system(self, text: str, level: Level = "Info") -> None:
        """Add a line to `system_logs`."""
        self.write(SYSTEM, text, level)

    def authentication(self, text: str, level: Level = "Info") -> None:
        """Add a line to `authentication`."""
        self.write(AUTHENTICATION, text, level)

    def error(self, text: str, level: Level = "Info") -> None:
        """Add a line to `error_logs`."""
        self.write(ERROR, text, level)

    def cli(self, text: str, level: Level = "Info") -> None:
        """Add a line to `cli_logs`."""
        self.write(CLI, text, level)

    def gui(self, text: str, level: Level = "Info") -> None:
        """Add a line to `gui_logs`."""
        self.write(GUI, text, level)

    def status(self, text: str, level: Level = "Info") -> None:
        """Add a line to `status`."""
        self.write(STATUS, text, level)
