"""A terminal in raw mode, and back again whatever happens."""

from __future__ import annotations

import contextlib
import termios

_INPUT = (
    termios.BRKINT | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP | termios.IXON
)
_LOCAL = termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN | termios.ISIG


class RawMode:
    """The mode of the terminal at `descriptor`: every key arrives as it is, nothing is echoed.

    What was typed before stays in its queue. Ctrl-C, Ctrl-Z and Ctrl-S are keys like all others.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before = termios.tcgetattr(descriptor)

    def enter(self) -> None:
        """Switch to raw mode; also after somebody else has switched back."""
        mode = list(self._before)
        mode[0] &= ~_INPUT
        mode[1] &= ~termios.OPOST
        mode[2] = (mode[2] & ~(termios.CSIZE | termios.PARENB)) | termios.CS8
        mode[3] &= ~_LOCAL
        mode[6] = list(mode[6])
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, mode)

    def leave(self) -> None:
        """Switch back to the mode that was found."""
        # A terminal that is gone needs no mode any more.
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)
