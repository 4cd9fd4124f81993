"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from state.model.configuration import Draft
from state.objects import path_at

menu: Menu[Session] = Menu()
command = Command(
    "adminaccessconfig",
    "Configure network access list, banner and time-outs of administrators",
    commit="required",
    areas=("adminaccess",),
    changers=ADMINISTRATORS,
    menu=menu,
)

MODES = {
    "ALL": "Allow All",
    "RESTRICT": "Restrict",
    "PROXYONLY": "Proxy Only",
    "PROXY": "Proxy",
}
"""Access modes to their names."""


def update(session: Session, draft: Draft) -> None:
    """Make `draft` the pending configuration; administrative access counts as edited."""
    session.update(draft, [path_at(draft.level, "adminaccess")])


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
