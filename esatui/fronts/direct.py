"""The front for one conversation without event loop: `esatui -c`, and input from a file."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from esatui.fronts.base import Conversation
from esatui.fronts.plain import PlainFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import ReadSecret, Request

PIECE = 64 * 1024


class DirectFront(PlainFront):
    """Carries a conversation between two file descriptors, in the thread of the caller.

    Input is read only when the conversation asks for it. Slow work runs at once, pauses wait. When
    the input is a terminal, the terminal echoes, but for secrets.
    """

    def __init__(self, source: int = 0, sink: int = 1) -> None:
        super().__init__(self._send, InlineWorker())
        self._source = source
        self._sink = sink
        self._mode = termios.tcgetattr(source) if os.isatty(source) else None
        self._echoes = True
        self._wake: int | None = None
        self._struck = False

    def run(self, make: Callable[[PlainFront], Conversation]) -> None:
        """Hold the conversation that `make` makes to its end; raise what ended it.

        Raises `OSError` when the output cannot be written.
        """
        ends: list[BaseException | None] = []
        try:
            with self._waking():
                self.start(make(self), ends.append)
                while not ends:
                    self._read()
        finally:
            self.hang_up()
            self._echo_terminal(True)
        if ends[0] is not None:
            raise ends[0]

    @contextmanager
    def _waking(self) -> Iterator[None]:
        """Let Ctrl-C end a question, also where it comes just before the waiting begins."""
        main = threading.current_thread() is threading.main_thread()
        usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._mode is None or not main or not usual:
            yield
            return
        self._wake, told = os.pipe()
        os.set_blocking(told, False)
        before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, self._interrupted_by)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.set_wakeup_fd(before)
            os.close(told)
            os.close(self._wake)

    def _interrupted_by(self, number: int, frame: FrameType | None) -> None:
        """Take Ctrl-C: at a question it waits for its turn, work it ends at once."""
        if not self.wants_input:
            raise KeyboardInterrupt
        self._struck = True

    def _wait(self) -> None:
        """Wait for input. Raises `KeyboardInterrupt`."""
        while self._wake is not None:
            ready, _, _ = select.select([self._source, self._wake], [], [])
            if self._wake in ready:
                os.read(self._wake, PIECE)
            if self._struck:
                self._struck = False
                raise KeyboardInterrupt
            if self._source in ready:
                return

    def _read(self) -> None:
        try:
            self._wait()
            data = os.read(self._source, PIECE)
        except KeyboardInterrupt:
            self.interrupt()
            return
        except OSError:
            # Closed, or a terminal that is gone.
            self.end_of_input()
            return
        if data:
            self.receive(data)
        elif self._mode is not None:
            # Ctrl-D there ends a block or the answer, and more may follow.
            self.receive(b"\x04")
        else:
            self.end_of_input()

    def _open(self, request: Request[Any]) -> None:
        # Before the prompt is seen: who answers it may be quick.
        self._echo_terminal(not isinstance(request, ReadSecret))
        super()._open(request)

    def _echo_terminal(self, echo: bool) -> None:
        """Let the terminal echo, or not, if the input is one."""
        if self._mode is None or echo == self._echoes:
            return
        self._echoes = echo
        mode = list(self._mode)
        if not echo:
            mode[3] &= ~termios.ECHO
        termios.tcsetattr(self._source, termios.TCSADRAIN, mode)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._sink, view) :]
