"""What every front is to those who carry its bytes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from esatui.requests import FullScreen, Request

Conversation = Coroutine[Request[Any], Any, None]
"""A coroutine that awaits nothing but requests (see `esatui.requests`)."""

Transmit = Callable[[bytes], None]
"""Takes the bytes that go to the other end."""

Flow = Callable[[bool], None]
"""Told `False` when so much is typed ahead that the carrier should stop reading, then `True`."""

Done = Callable[[BaseException | None], None]
"""Told once that the conversation is over, with the exception that ended it, if any."""


class Play(Protocol):
    """A program that has the whole terminal: what the carrier reports goes to it meanwhile."""

    def receive(self, data: bytes) -> None:
        """Take bytes that were typed."""

    def end_of_input(self) -> None:
        """No more bytes will come: end."""

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has a new size."""

    def hold(self) -> None:
        """The carrier cannot send at present."""

    def release(self) -> None:
        """The carrier can send again."""

    def leave_terminal(self) -> None:
        """Put the terminal back at once, since the carrier is about to close."""

    def hang_up(self) -> None:
        """The other end is gone: end, and report nothing."""


Ended = Callable[[Exception | None], None]
"""Told that a play is over and the terminal as it was, with the bug that ended it, if any."""

Stage = Callable[[FullScreen, Ended], Play | None]
"""Gives the terminal to what a request asks for; `None` when it is over already."""


class Worker(Protocol):
    """Runs slow calls somewhere else."""

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run `call`; report its result or exception later, in the thread of the caller."""

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Run `call` in `seconds`, in the thread of the caller; return how to cancel it."""


class Front(Protocol):
    """One end of a conversation: bytes in, bytes out, no sockets and no event loop of its own.

    Made with `transmit` (bytes out) and a `Worker`. The carrier (SSH channel, local terminal,
    test) reports what arrives; everything happens inside these calls.

    What is typed counts in the order it was typed, whatever pieces it arrives in, and whether a
    question is open by then or not. So Ctrl-C while `Work` runs is taken by the next question, for
    what runs cannot be undone halfway; Ctrl-C during a `Pause` ends it at once and drops what was
    typed before it.
    """

    def write(self, text: str) -> None:
        r"""Take output of the conversation: text with `\n` line ends."""

    def start(self, conversation: Conversation, done: Done) -> None:
        """Begin; `done` is called once at the end, also when the end is `hang_up`."""

    def receive(self, data: bytes) -> None:
        """Take bytes that were typed or sent. They may come at any time and in any pieces."""

    def end_of_input(self) -> None:
        """No more bytes will come."""

    def interrupt(self) -> None:
        """Ctrl-C came by another way than as a byte (a signal); drops what was typed ahead."""

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has a new size."""

    def hold(self) -> None:
        """The carrier cannot send at present: the conversation makes no further steps."""

    def release(self) -> None:
        """The carrier can send again."""

    def leave_terminal(self) -> bool:
        """Put the terminal back as it was found, since the carrier is about to close.

        Returns whether there was anything to put back, which the client needs time to read.
        """

    def hang_up(self) -> None:
        """The other end is gone: close the conversation at once and release everything."""
