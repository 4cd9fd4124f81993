"""The operations on one server: of EDIT, and at the end of NEW."""

from __future__ import annotations

from dataclasses import replace

from esatui.commands.ldapconfig.connection import failure, try_query
from esatui.commands.ldapconfig.declaration import EditedServer, server_menu
from esatui.commands.ldapconfig.questions import ask_settings
from state.operations.ldap import (
    CACHE_ENTRIES,
    CACHE_SECONDS,
    check_query_name,
    default_filter,
    edit_server,
    set_query,
)
from state.operations.ldap_filter import check_filter

__all__ = ["server_menu"]


@server_menu.operation("SERVER", "Change the server for the query.")
async def server(context: EditedServer) -> None:
    """Ask for everything about the server again; Enter keeps what is there."""
    changed = await ask_settings(context.session, context.server)
    if changed is not None:
        context.update(edit_server(context.session.draft, context.name, changed))


@server_menu.operation(
    "LDAPACCEPT", "Configure whether a recipient address should be accepted or bounced/dropped."
)
async def ldap_accept(context: EditedServer) -> None:
    """Ask for the recipient acceptance query, or remove the one that is there."""
    dialogue, current = context.dialogue, context.server
    if current.accept_name is not None and await dialogue.confirm(
        f'Do you want to delete the query "{current.accept_name}"?', default=False
    ):
        deleted = replace(current, accept_name=None, accept_filter="")
        context.update(set_query(context.session.draft, context.name, deleted))
        return
    name = await dialogue.ask(
        "Please create a name for this query:",
        default=current.accept_name or f"{context.name}.ldapaccept",
        check=lambda text: check_query_name(context.session.draft, text, current.accept_name),
    )
    query = await dialogue.ask(
        "Enter the LDAP query string:",
        default=current.accept_filter or default_filter(current.server_type),
        check=check_filter,
    )
    seconds = await dialogue.ask(
        "Please enter the cache TTL in seconds:",
        default=str(current.cache_seconds),
        check=CACHE_SECONDS.parse,
    )
    entries = await dialogue.ask(
        "Please enter the maximum number of cache entries to retain:",
        default=str(current.cache_entries),
        check=CACHE_ENTRIES.parse,
    )
    changed = replace(
        current,
        accept_name=name,
        accept_filter=query,
        cache_seconds=seconds,
        cache_entries=entries,
    )
    context.update(set_query(context.session.draft, context.name, changed))
    if await dialogue.confirm("Do you want to test this query?", default=True):
        await try_query(context.session, changed)


@server_menu.operation("TEST", "Test the connection and the query.", changes=False)
async def test(context: EditedServer) -> None:
    """Connect and bind, and try the query if there is one."""
    current = context.server
    reason = await failure(context.session, current)
    if reason is not None:
        context.dialogue.block(f"Unable to connect to the LDAP server.\nReason: {reason}")
        return
    context.dialogue.block(f"Connected to {current.hosts[0]}, port {current.port}.")
    if current.accept_name is not None:
        await try_query(context.session, current)
