"""The command and its menus; the operations are declared in the other modules."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.dialogue import Dialogue, InputError, pick
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.configuration import Draft
from state.model.services import LdapServer
from state.objects import path_at
from state.operations.ldap import ldap_server


@dataclass
class EditedServer:
    """The server that EDIT works on."""

    session: Session
    name: str

    @property
    def dialogue(self) -> Dialogue:
        """The conversation of the session."""
        return self.session.dialogue

    @property
    def server(self) -> LdapServer:
        """The server as it is now."""
        return ldap_server(self.session.draft, self.name)

    def update(self, draft: Draft) -> None:
        """Make `draft` pending; the server counts as changed."""
        self.session.update(draft, [path_at(draft.level, "ldap", "servers", self.name)])


def state_lines(session: Session) -> str:
    """Return the numbered list of the servers, with their first host."""
    servers = session.draft.ldap.servers
    if not servers:
        return "No LDAP server configurations."
    lines = (
        f"{name}: ({server.hosts[0]}:{server.port})" for name, server in sorted(servers.items())
    )
    return "Current LDAP server configurations:\n" + numbered(lines)


def server_lines(context: EditedServer) -> str:
    """Return what is shown of one server above its operations."""
    server = context.server
    tls = "StartTLS" if server.start_tls else "LDAPS"
    return f"""\
Name: {context.name}
Hostname: {", ".join(server.hosts)} Port {server.port}
SSL: {tls if server.ssl else "No"}
Server Type: {server.server_type}
Authentication Type: {"anonymous" if server.bind_user is None else "passphrase"}
Base: {server.base}
LDAPACCEPT: {server.accept_name or "Off"}"""


def any_servers(session: Session) -> bool:
    """Return whether there is something to edit or delete."""
    return bool(session.draft.ldap.servers)


async def ask_server(session: Session, verb: str) -> str:
    """Return the name of a server that is given by its name or number."""
    names = sorted(session.draft.ldap.servers)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    question = f"Enter the name or number of the server configuration you wish to {verb}."
    return await session.dialogue.ask(question, check=check, completions=lambda: names)


menu: Menu[Session] = Menu(state=state_lines)
server_menu: Menu[EditedServer] = Menu(state=server_lines)
command = Command("ldapconfig", "Configure LDAP", commit="required", areas=("ldap",), menu=menu)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
