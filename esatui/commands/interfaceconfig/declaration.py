"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.commands._interfaces import addresses
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.interfaces import Interface


def interface_line(name: str, interface: Interface) -> str:
    """Return `Management (192.168.42.42/24 on Management: mail.example.com)`."""
    return f"{name} ({addresses(interface)} on {interface.ethernet}: {interface.hostname})"


def state_lines(session: Session) -> str:
    """Return the numbered list of the interfaces."""
    entries = session.draft.interfaces.entries
    if not entries:
        return "No interfaces configured."
    lines = (interface_line(name, entries[name]) for name in interface_names(session))
    return "Currently configured interfaces:\n" + numbered(lines)


def interface_names(session: Session) -> tuple[str, ...]:
    """Return the names of the interfaces, in the order of the list."""
    return tuple(sorted(session.draft.interfaces.entries))


def any_interfaces(session: Session) -> bool:
    """Return whether there is any interface."""
    return bool(session.draft.interfaces.entries)


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "interfaceconfig",
    "Configure IP interfaces",
    commit="required",
    cluster="machine",
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
