"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered


def list_names(session: Session) -> tuple[str, ...]:
    """Return the names of the lists in the order in which they are shown."""
    return tuple(sorted(session.draft.listeners.address_lists))


def any_lists(session: Session) -> bool:
    """Return whether there is any list."""
    return bool(session.draft.listeners.address_lists)


def state_lines(session: Session) -> str:
    """Return the numbered names of the lists."""
    if not any_lists(session):
        return "No address lists configured."
    return "Currently configured address lists:\n" + numbered(list_names(session))


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "addresslistconfig",
    "Configure address lists",
    commit="required",
    areas=("listeners",),
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
