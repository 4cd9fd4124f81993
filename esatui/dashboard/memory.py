"""What dashboards keep in memory, and when a process looks through it."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.screen import Screen

YOUNG: Final = 2000
"""Objects more than there were with which the young ones are looked through: a millisecond."""
SELDOM: Final = 100
"""Rounds of the middle generation until everything is; Python does each ten."""


def steady() -> None:
    """Let no collection stop the screen: call it when the configuration is loaded.

    What is there is left out from now on. Everything else together is looked through seldom, since
    that takes several pictures' time where there are many thousand entries.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 10, SELDOM)


def forget_drawn(screens: Iterable[Screen[Any]]) -> None:
    """Give back the lines that the widgets of `screens` keep as they were drawn last.

    That is half of what a dashboard holds. Nothing looks different: a widget that changes draws its
    lines anew from what it shows, in a millisecond or two.
    """
    from textual.widget import Widget

    for screen in screens:
        for widget in (screen, *screen.walk_children(Widget)):
            widget._styles_cache.clear()  # noqa: SLF001 - there is no other name for it.
