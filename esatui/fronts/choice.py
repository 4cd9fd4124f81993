"""Which front a terminal gets."""

from __future__ import annotations

import importlib

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.fronts.driver import Driver
from esatui.fronts.history import History
from esatui.fronts.plain import PlainFront

INCAPABLE = frozenset(
    {"", "dumb", "unknown", "network", "dialup", "emacs", "printer", "lpr", "teletype", "tty"}
)
"""Terminal types of which nothing is known but that they show text (terminfo, "Specials")."""


def preload() -> None:
    """Import now what the first person who edits a line would have to wait for."""
    importlib.import_module("esatui.fronts.editor")


def make_front(
    transmit: Transmit,
    worker: Worker,
    *,
    term: str | None,
    columns: int = 0,
    rows: int = 0,
    history: History | None = None,
    flow: Flow | None = None,
) -> Driver:
    """Return the front for a terminal of the type `term` (the variable TERM; `None` is unknown).

    A terminal that can do nothing gets the plain front with echo, all others the tty front.
    """
    if is_incapable(term):
        return PlainFront(transmit, worker, echo=True, newline="\r\n", flow=flow)
    from esatui.fronts.tty import TtyFront

    return TtyFront(transmit, worker, columns=columns, rows=rows, history=history, flow=flow)


def is_incapable(term: str | None) -> bool:
    """Return whether a terminal of the type `term` can do nothing but show text."""
    return (term or "").strip().lower() in INCAPABLE
