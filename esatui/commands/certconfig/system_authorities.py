"""CERTAUTHORITY, SYSTEM: the authorities that ship with the system (CLI reference, 2.10)."""

from __future__ import annotations

from esatui.commands.certconfig.authority_lists import export_list, print_list
from esatui.menu import Menu
from esatui.session import Session
from state.certificates.authorities import system_authorities
from state.operations.authorities import set_system_enabled

menu: Menu[Session] = Menu()


def _enabled(session: Session) -> bool:
    return session.draft.authorities.system_enabled


def _disabled(session: Session) -> bool:
    return not session.draft.authorities.system_enabled


@menu.operation("ENABLE", "Enable the system certificate authorities list", when=_disabled)
async def enable(session: Session) -> None:
    """Trust the system list."""
    session.update(set_system_enabled(session.draft, True))


@menu.operation("DISABLE", "Disable the system certificate authorities list", when=_enabled)
async def disable(session: Session) -> None:
    """Stop trusting the system list."""
    session.update(set_system_enabled(session.draft, False))


@menu.operation("EXPORT", "Export the system certificate authorities to a file")
async def export(session: Session) -> None:
    """Write the list, or one of it, to a file."""
    await export_list(session, await session.work(system_authorities))


@menu.operation("PRINT", "Print the system certificate authorities", changes=False)
async def show(session: Session) -> None:
    """Print the subjects."""
    await print_list(session, "System certificates:", await session.work(system_authorities))
