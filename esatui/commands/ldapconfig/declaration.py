"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered


def state_lines(session: Session) -> str:
    """Return the numbered list of the servers, with their first host."""
    servers = session.draft.ldap.servers
    if not servers:
        return "No LDAP server configurations."
    lines = (
        f"{name}: ({server.hosts[0]}:{server.port})" for name, server in sorted(servers.items())
    )
    return "Current LDAP server configurations:\n" + numbered(lines)


menu: Menu[Session] = Menu(state=state_lines)
command = Command("ldapconfig", "Configure LDAP", commit="required", menu=menu)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
