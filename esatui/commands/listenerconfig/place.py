"""Where a listener is: its interface and port (CLI reference, 7.2)."""

from __future__ import annotations

from esatui.commands._interfaces import choose_bound_interface
from esatui.session import Session
from state.operations.listeners import check_free_port
from state.operations.values import PORT

INTERFACE_QUESTION = "Please choose an IP interface for this Listener."


async def ask_interface(session: Session, current: str | None) -> str:
    """Ask for the interface; Enter keeps `current`."""
    return await choose_bound_interface(session, INTERFACE_QUESTION, current)


async def ask_port(session: Session, interface: str, current: int, name: str | None) -> int:
    """Ask for a port that no listener but `name` has on `interface`; Enter keeps `current`."""
    return await session.dialogue.ask(
        "Please enter the TCP port for this listener.",
        default=str(current),
        check=lambda text: check_free_port(session.draft, interface, PORT.parse(text), name),
    )
