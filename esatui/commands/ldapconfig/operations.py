"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands._interfaces import choose_interface
from esatui.commands.ldapconfig.declaration import menu
from esatui.session import Session
from state.objects import path_at
from state.operations.ldap import set_options

__all__ = ["menu"]

SILENT_QUESTION = (
    "Should group queries that fail to complete be silently treated as having negative results?"
)


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
