"""Garbage collection of a process that shows one dashboard."""

from __future__ import annotations

import gc
from typing import Final

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
