"""A person at a terminal on which `ssh` runs: what they see, and what their terminal is set to."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pexpect
import pyte
from wcwidth import wcwidth

from tests.ssh.clients import Clients

PROMPT = "mail.example.com> "
PATIENCE = 60
"""Seconds; only a hang takes so long."""
SETTINGS = {
    1000: "mouse", 1002: "mouse", 1003: "mouse", 1006: "mouse", 1015: "mouse",
    1049: "alternate screen", 2004: "bracketed paste",
}  # fmt: skip
"""DEC private modes that a dashboard sets."""


class Screen(pyte.Screen):
    """A screen with the alternate one behind it, which pyte does not have."""

    @property
    def display(self) -> list[str]:
        """The lines; what is left of a wide character that was written over in part is blank.

        pyte leaves an empty cell there and then cannot show it.
        """
        return ["".join(self._shown(self.buffer[y])) for y in range(self.lines)]

    def _shown(self, line: Mapping[int, Any]) -> Iterator[str]:
        wide = False
        for x in range(self.columns):
            text, before = line[x].data, wide
            wide = bool(text) and wcwidth(text[0]) == 2
            if not before:
                yield text or " "

    def set_mode(self, *modes: int, **options: Any) -> None:
        super().set_mode(*modes, **options)
        if 1049 in modes and options.get("private"):
            self._kept = copy.deepcopy(self.buffer), copy.copy(self.cursor)
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **options: Any) -> None:
        super().reset_mode(*modes, **options)
        if 1049 in modes and options.get("private"):
            self.buffer, self.cursor = self._kept
            self.dirty.update(range(self.lines))


def stream_of(screen: pyte.Screen) -> pyte.ByteStream:
    """Return what draws on `screen`."""
    return pyte.ByteStream(screen)


class Seat:
    """A terminal of `columns` by `rows` with a client on it."""

    def __init__(
        self,
        clients: Clients,
        *command: str,
        term: str = "xterm-256color",
        more: tuple[str, ...] = (),
    ) -> None:
        self.child: Any = clients.terminal(*command, term=term, more=more)
        self.child.timeout = PATIENCE
        self.screen = Screen(80, 24)
        self.output = b""
        self._stream = stream_of(self.screen)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def settings(self) -> set[str]:
        """What the terminal is set to that a shell would not expect."""
        return {name for mode, name in SETTINGS.items() if mode << 5 in self.screen.mode}

    def type(self, keys: str) -> None:
        """Type on the keyboard, or move the mouse."""
        self.child.send(keys)

    def sees(self, true: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        while not true():
            try:
                data = self.child.read_nonblocking(65536, PATIENCE)
            except (pexpect.EOF, pexpect.TIMEOUT) as error:
                raise AssertionError("\n".join(self.lines)) from error
            self.output += data
            self._stream.feed(data)

    def sees_text(self, text: str) -> None:
        """Wait until `text` is on the screen."""
        self.sees(lambda: any(text in line for line in self.lines))

    def sees_prompt(self) -> None:
        """Wait for the prompt of the shell, with nothing after it."""
        self.sees(
            lambda: (
                self.lines[self.screen.cursor.y] == PROMPT.rstrip()
                and "alternate screen" not in self.settings
            )
        )

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def opens(self, line: str = "dashboard") -> None:
        """Go from the prompt into the dashboard."""
        self.sees_prompt()
        self.type(f"{line}\r")
        self.sees(lambda: "alternate screen" in self.settings)
        self.sees_text(">1 " if self.screen.columns >= 100 else "F2")

    def ends(self) -> int:
        """Wait until the client is gone; return its exit status."""
        while True:
            try:
                data = self.child.read_nonblocking(65536, PATIENCE)
            except pexpect.EOF:
                break
            self.output += data
            self._stream.feed(data)
        self.child.close()
        return int(self.child.exitstatus)
