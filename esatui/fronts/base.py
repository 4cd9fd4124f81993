"""What every front is to those who carry its bytes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from esatui.requests import Request

Conversation = Coroutine[Request[Any], Any, None]
"""A coroutine that awaits nothing but requests (see `esatui.requests`)."""

Transmit = Callable[[bytes], None]
"""Takes the bytes that go to the other end."""


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
    """

    def write(self, text: str) -> None:
        """Take output of the conversation, with line feeds as line ends."""

    def start(
        self, conversation: Conversation, done: Callable[[BaseException | None], None]
    ) -> None:
        """Begin; `done` is called once at the end, with the exception that ended it, if any."""

    def receive(self, data: bytes) -> None:
        """Take bytes that were typed or sent. They may come at any time and in any pieces."""

    def end_of_input(self) -> None:
        """No more bytes will come."""

    def interrupt(self) -> None:
        """Ctrl-C came by another way than as a byte (a signal)."""

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has a new size."""

    def hang_up(self) -> None:
        """The other end is gone: close the conversation at once and release everything."""
