"""A dashboard that shares its process, its event loop and its output streams with others.

Textual has no official way for this. What is used of it beyond its public names is listed, and
tested name by name, in `tests/dashboard/test_private_names.py`.
"""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.color import ColorSystem
from rich.console import Console
from textual.filter import LineFilter, NoColor

from esatui.dashboard.colours import FewerColours
from esatui.dashboard.memory import forget_drawn
from screens import app
from screens.app import Dashboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App
    from textual.driver import Driver

    from esatui.dashboard.display import Colours, Display
    from screens.desk import Desk

_SYSTEMS: Final[dict[Colours, ColorSystem]] = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
}
"""What terminals with fewer colours have."""
QUIET: Final = 2.0
"""Seconds without a new frame after which it is unlikely that there will be one soon."""


class HostedDashboard(Dashboard):
    """A dashboard on `display`, whatever terminal this process itself has, or none."""

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))
    """Said once more: Textual looks for it beside the module of the class."""

    def __init__(self, desk: Desk, display: Display, driver: Callable[[App[Any]], Driver]) -> None:
        super().__init__(
            desk,
            language=display.language,
            theme=display.theme,
            automatic=display.automatic,
            colourless=display.colours == "none",
            # Textual gives options that concern its own drivers only.
            driver_class=lambda own, **options: driver(own),
        )
        self.console = _console(display)
        # The first one turns the sixteen colours of terminals into real ones; the others are about
        # the environment of this process.
        self._filters = [*self._filters[:1], *_filters(display.colours)]
        # Others are written for: a dashboard that ends must not leave them its own streams, as
        # Textual would.
        self._capture_stdout: Any = sys.stdout
        self._capture_stderr: Any = sys.stderr
        self.error_console = Console(file=io.StringIO())
        self._frames = 0
        self._forgetting: asyncio.TimerHandle | None = None

    def post_display_hook(self) -> None:
        """Note that something was drawn; when nothing was for a while, its memory is given back."""
        self._frames += 1
        if self._forgetting is None:
            self._forget_later()

    def _forget_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._forgetting = loop.call_later(QUIET, self._forget, self._frames)

    def _forget(self, frames: int) -> None:
        self._forgetting = None
        if frames != self._frames:
            self._forget_later()
        elif self.is_running:
            forget_drawn(self.screen_stack)

    @property
    def fault(self) -> Exception | None:
        """The bug that ended the dashboard."""
        return self._exception

    async def _process_messages(self, *arguments: Any, **options: Any) -> None:
        """Run; the tasks of others begin when they always did (Textual has changed it by now)."""
        loop = asyncio.get_running_loop()
        if loop.get_task_factory() is getattr(asyncio, "eager_task_factory", None):
            loop.set_task_factory(None)
        await super()._process_messages(*arguments, **options)

    def _fatal_error(self) -> None:
        """End without printing: whoever runs the dashboard reports its `fault`."""
        self._close_messages_no_wait()


def _filters(colours: Colours) -> Iterator[LineFilter]:
    """Yield what takes away the colours that a terminal does not have."""
    if colours == "none":
        # No greys either: the terminal's own text and background, with bold, underline and reverse.
        yield NoColor()
    system = _SYSTEMS.get(colours)
    if system is not None:
        yield FewerColours(system)


def _console(display: Display) -> Console:
    """Return what Textual draws with, for the terminal at the other end."""
    return Console(
        color_system="truecolor",
        file=io.StringIO(),
        width=display.columns,
        height=display.rows,
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        safe_box=False,
        _environ={},
    )
