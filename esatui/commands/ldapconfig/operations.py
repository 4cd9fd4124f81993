"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands._interfaces import choose_interface
from esatui.commands.ldapconfig.advanced import advanced_menu
from esatui.commands.ldapconfig.declaration import (
    EditedServer,
    any_servers,
    ask_server,
    menu,
    server_menu,
)
from esatui.commands.ldapconfig.questions import ask_settings
from esatui.session import Session
from state.objects import path_at
from state.operations.ldap import add_server, check_server_name, delete_server, set_options

__all__ = ["menu"]

SILENT_QUESTION = (
    "Should group queries that fail to complete be silently treated as having negative results?"
)


@menu.operation("NEW", "Create a new server configuration.", submenu=server_menu)
async def new(session: Session) -> None:
    """Ask for name and settings, then go on with the menu of the new server."""
    name = await session.dialogue.ask(
        'Please create a name for this server configuration (Ex: "PublicLDAP"):',
        check=lambda text: check_server_name(session.draft, text),
    )
    server = await ask_settings(session, None)
    if server is not None:
        session.update(add_server(session.draft, name, server))
        await server_menu.run(EditedServer(session, name))


@menu.operation("SETUP", "Configure LDAP options.")
async def setup(session: Session) -> None:
    """Ask for interface, behaviour of group queries, client certificate and validation."""
    current = session.draft.ldap
    dialogue = session.dialogue
    interface = await choose_interface(
        session, "Choose the IP interface for LDAP traffic.", current.interface
    )
    if interface is None:
        dialogue.paragraph("LDAP will determine the interface automatically.")
    silent = await dialogue.confirm(SILENT_QUESTION, default=current.silent_group_failure)
    certificate = await choose_certificate(session, current.certificate)
    validate = await dialogue.confirm(
        "Validate LDAP server certificate?", default=current.validate_server
    )
    draft = set_options(
        session.draft,
        interface=interface,
        silent_group_failure=silent,
        certificate=certificate,
        validate_server=validate,
    )
    session.update(draft, [path_at(draft.level, "ldap")])


@menu.operation("EDIT", "Modify a server configuration.", when=any_servers, submenu=server_menu)
async def edit(session: Session) -> None:
    """Ask which server, and show its menu."""
    await server_menu.run(EditedServer(session, await ask_server(session, "edit")))


@menu.operation("DELETE", "Remove a server configuration.", when=any_servers)
async def delete(session: Session) -> None:
    """Ask which server, and remove it unless a listener uses its query."""
    name = await ask_server(session, "delete")
    session.update(delete_server(session.draft, name))
    session.dialogue.block(f"LDAP server configuration {name} removed.")


@menu.operation(
    "ADVANCED", "Configure advanced LDAP queries.", when=any_servers, submenu=advanced_menu
)
async def advanced(session: Session) -> None:
    """Show the menu of queries that are made of others."""
    await advanced_menu.run(session)
