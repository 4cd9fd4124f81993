"""The dashboard on the terminal of this process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esatui.dashboard.display import Display, colours_of
from esatui.dashboard.performance import Performance
from esatui.fronts.rawmode import RawMode
from screens.language import of_environment
from state.preferences import language_named

if TYPE_CHECKING:
    from screens.desk import Desk

PIECE: Final = 64 * 1024
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
_HANDLED: Final = (*_ENDING, signal.SIGWINCH, signal.SIGCONT, signal.SIGTSTP)
SHORTEST_LOOK: Final = 1.0


class LocalDashboard:
    """Shows a dashboard on the terminal at `source` and `sink` until it is left.

    `idle_limit` says after how many seconds without a key it ends, asked anew each time; `active`
    is told that somebody types, at most once a second; `started` that it can be seen.
    """

    def __init__(
        self,
        desk: Desk,
        display: Display,
        *,
        idle_limit: Callable[[], float],
        active: Callable[[], None],
        started: Callable[[], None] = lambda: None,
        source: int = 0,
        sink: int = 1,
    ) -> None:
        self._desk = desk
        self._display = display
        self._idle_limit = idle_limit
        self._active = active
        self._started = started
        self._source = source
        self._sink = sink
        self._monotonic = desk.clock.monotonic
        self.last_key = self._monotonic()
        """When something was typed last, by the monotonic clock."""
        self.ended_by: int | None = None
        """The signal that ended it."""
        self.fault: Exception | None = None
        """The bug that ended it."""
        self._unsent = b""

    def run(self) -> None:
        """Show it; the terminal and the signal handlers are as before afterwards."""
        mode = RawMode(self._source)
        with _handlers_kept():
            mode.enter()
            try:
                asyncio.run(self._perform(mode))
            finally:
                mode.leave()

    async def _perform(self, mode: RawMode) -> None:
        loop = asyncio.get_running_loop()
        with self._output() as self._output_descriptor:
            columns, rows = self._size()
            display = replace(self._display, columns=columns, rows=rows)
            play = self._play = Performance(self._desk, display, self._send, self._ended)
            play.app.after_first_picture(self._started)
            loop.add_reader(self._source, self._read)
            for number in _ENDING:
                loop.add_signal_handler(number, self._end_by, number)
            loop.add_signal_handler(signal.SIGWINCH, self._resized)
            loop.add_signal_handler(signal.SIGCONT, self._continued, mode)
            loop.add_signal_handler(signal.SIGTSTP, self._stop, mode)
            play.app.on_stop = lambda: self._stop(mode)
            self._look()
            try:
                await play.task
            finally:
                for number in _HANDLED:
                    loop.remove_signal_handler(number)
                loop.remove_reader(self._source)
                loop.remove_writer(self._output_descriptor)
                self._send_rest()

    @contextmanager
    def _output(self) -> Iterator[int]:
        """Give a descriptor of the terminal that never blocks, and is this dashboard's alone."""
        name = os.ttyname(self._sink)
        descriptor = os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _send(self, data: bytes) -> None:
        self._unsent += data
        self._write()

    def _write(self) -> None:
        """Write what the terminal takes; while it does not take all, no more is drawn."""
        loop = asyncio.get_running_loop()
        try:
            written = os.write(self._output_descriptor, self._unsent) if self._unsent else 0
        except BlockingIOError:
            written = 0
        except OSError:
            self._unsent = b""
            self._play.hang_up()
            return
        self._unsent = self._unsent[written:]
        if self._unsent:
            self._play.hold()
            loop.add_writer(self._output_descriptor, self._write)
        elif loop.remove_writer(self._output_descriptor):
            self._play.release()

    def _send_rest(self) -> None:
        """Write what puts the terminal back, however long that takes."""
        # A terminal that is gone need not be tidied up.
        with contextlib.suppress(OSError):
            os.set_blocking(self._output_descriptor, True)
            while self._unsent:
                self._unsent = self._unsent[os.write(self._output_descriptor, self._unsent) :]

    def _read(self) -> None:
        try:
            data = os.read(self._source, PIECE)
        except OSError:
            data = b""
        if not data:
            self._play.hang_up()
            return
        now = self._monotonic()
        if now - self.last_key >= 1.0:
            self._active()
        self.last_key = now
        self._play.receive(data)

    def _look(self) -> None:
        """End what was idle for too long; else look again when it may be."""
        left = self.last_key + self._idle_limit() - self._monotonic()
        if left <= 0:
            self._play.end()
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(min(max(left, SHORTEST_LOOK), 60.0), self._look)

    def _ended(self, fault: Exception | None) -> None:
        self.fault = fault

    def _end_by(self, number: int) -> None:
        self.ended_by = number
        self._play.end()

    def _resized(self) -> None:
        self._play.resize(*self._size())

    def _stop(self, mode: RawMode) -> None:
        """Give the terminal to the shell until it continues the job."""
        loop = asyncio.get_running_loop()
        self._play.leave_terminal()
        loop.remove_writer(self._output_descriptor)
        self._send_rest()
        mode.leave()
        loop.remove_signal_handler(signal.SIGTSTP)
        # The whole job stops, as with the key of the terminal. Where no shell could continue it,
        # the system does not stop it.
        os.kill(0, signal.SIGTSTP)
        loop.add_signal_handler(signal.SIGTSTP, self._stop, mode)
        os.set_blocking(self._output_descriptor, False)
        mode.enter()
        self._play.release()
        self._resized()
        self._play.resume()

    def _continued(self, mode: RawMode) -> None:
        """Take the terminal again after a stop; whoever had it meanwhile has written over it."""
        mode.enter()
        self._play.redraw()

    def _size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self._sink)
        except OSError:
            return self._display.columns, self._display.rows
        return columns or self._display.columns, rows or self._display.rows


def local_display(language: str | None, theme: str | None = None) -> Display:
    """Return the display that the environment describes, with what was chosen for the session."""
    return Display(
        colours=colours_of(os.environ.get("TERM", ""), os.environ),
        language=language_named(language),
        theme=theme,
        automatic=of_environment(os.environ),
    )


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """Restore the signal handlers, and what is woken by signals, afterwards."""
    before = {number: signal.getsignal(number) for number in _HANDLED}
    wakeup = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
