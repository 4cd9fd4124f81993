"""Asking a server: what is said about how that went."""

from __future__ import annotations

from esatui.session import Session
from state.errors import StateError
from state.model.services import LdapServer
from state.validation.texts import check_email


async def failure(session: Session, server: LdapServer) -> str | None:
    """Connect and bind; return why that failed, which `system_logs` says too."""
    draft, client = session.draft, session.appliance.ldap
    try:
        await session.work(lambda: client.check(draft, server))
    except StateError as error:
        where = f"{server.hosts[0]}:{server.port}"
        session.appliance.logs.system(
            f"LDAP: connection to {where} failed: {error.text}", "Warning"
        )
        return error.text
    return None


async def try_query(session: Session, server: LdapServer) -> None:
    """Ask for an address, and show what the query of `server` says about it."""
    dialogue = session.dialogue
    address = await dialogue.ask("Address to use in query:", check=_address)
    draft, client = session.draft, session.appliance.ldap
    try:
        found = await session.work(lambda: client.exists(draft, server, address))
    except StateError as error:
        result = f"Action: temporary failure\nReason: {error.text}"
    else:
        result = (
            "Action: pass"
            if found
            else "Action: drop or bounce (depending on listener settings)\n"
            "Reason: no matching LDAP record was found"
        )
    dialogue.block("LDAP query test results:")
    dialogue.block(f"Query: {server.accept_name}\nArgument: {address}\n{result}")
    dialogue.block("LDAP query test finished.")


def _address(text: str) -> str:
    check_email(text)
    return text
