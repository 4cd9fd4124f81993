"""The command and its top menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.listeners import Listener


def listener_line(session: Session, name: str, listener: Listener) -> str:
    """Return `InboundMail (on Management, 192.168.42.42) SMTP TCP Port 25 Public`."""
    place = listener.interface
    interface = session.draft.interfaces.entries.get(listener.interface)
    if interface is not None:
        place = f"{place}, {interface.ip or interface.ipv6}"
    return f"{name} (on {place}) SMTP TCP Port {listener.port} {listener.type.capitalize()}"


def state_lines(session: Session) -> str:
    """Return the numbered list of the listeners."""
    entries = session.draft.listeners.entries
    if not entries:
        return "No listeners configured."
    lines = (listener_line(session, name, entries[name]) for name in listener_names(session))
    return "Currently configured listeners:\n" + numbered(lines)


def listener_names(session: Session) -> tuple[str, ...]:
    """Return the names of the listeners in the order of the list.

    It is that of the alphabet: tables have no order of their own that every process would see.
    """
    return tuple(sorted(session.draft.listeners.entries))


def any_listeners(session: Session) -> bool:
    """Return whether there is any listener."""
    return bool(session.draft.listeners.entries)


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "listenerconfig", "Configure mail listeners", commit="required", areas=("listeners",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
