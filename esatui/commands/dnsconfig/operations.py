"""The operations of `dnsconfig`."""

from __future__ import annotations

from esatui.commands._interfaces import choose_interface
from esatui.commands.dnsconfig.declaration import menu
from esatui.commands.dnsconfig.questions import (
    Kind,
    ask_addresses,
    ask_alternate,
    ask_entry,
    ask_kind,
    ask_priority,
    touched,
)
from esatui.session import Session
from state.operations.dns import (
    MINIMUM_TTL,
    REVERSE_TIMEOUT,
    add_servers,
    check_dns_domain,
    check_new_servers,
    check_search,
    delete_alternate,
    delete_server,
    edit_server,
    set_alternate,
    set_general,
    set_search,
    use_roots,
)

__all__ = ["menu"]


def any_servers(session: Session) -> bool:
    """Return whether there is a server to edit."""
    return bool(session.draft.dns.servers or session.draft.dns.alternates)


@menu.operation("NEW", "Add a new server.")
async def new(session: Session) -> None:
    """Ask for own servers, or for the server of a domain."""
    choices: list[tuple[Kind, str]] = [
        ("server", "Add a new local DNS cache server."),
        ("alternate", "Add a new alternate domain server."),
    ]
    kind: Kind = "alternate"
    # Beside the root servers there are alternate servers only.
    if session.draft.dns.servers:
        kind = await session.dialogue.choose_value(
            choices,
            question="Do you want to add a new local DNS cache server or an alternate domain "
            "server?",
        )
    if kind == "server":
        await _new_servers(session)
        return
    domain = await session.dialogue.ask(
        'Please enter the domain this server is authoritative for. (Ex: "com").',
        check=check_dns_domain,
    )
    hostname, address = await ask_alternate(session, domain)
    draft = set_alternate(session.draft, domain, hostname, address)
    session.update(draft, [touched(session, "alternates", domain)])


@menu.operation("EDIT", "Edit a server.", when=any_servers)
async def edit(session: Session) -> None:
    """Ask for a server and for its new values."""
    kind = await ask_kind(session, "edit")
    entry = await ask_entry(session, kind, "edit")
    if kind == "alternate":
        server = session.draft.dns.alternates[entry]
        hostname, address = await ask_alternate(session, entry, server.hostname, server.address)
        draft = set_alternate(session.draft, entry, hostname, address)
        session.update(draft, [touched(session, "alternates", entry)])
        return
    current = session.draft.dns.servers[entry].priority
    without = delete_server(session.draft, entry)
    chosen = await session.dialogue.ask(
        "Please enter the IP address of your DNS server.",
        default=entry,
        check=lambda text: check_new_servers(without, text),
    )
    priority = await ask_priority(session, chosen, current)
    draft = edit_server(session.draft, entry, ",".join(chosen), priority)
    session.update(draft, [touched(session, "servers", each) for each in (entry, *chosen)])


@menu.operation("DELETE", "Remove a server.", when=any_servers)
async def delete(session: Session) -> None:
    """Ask for a server and remove it; without own servers the root servers are used."""
    kind = await ask_kind(session, "delete")
    entry = await ask_entry(session, kind, "delete")
    if kind == "alternate":
        draft = delete_alternate(session.draft, entry)
        session.update(draft, [touched(session, "alternates", entry)])
    else:
        draft = delete_server(session.draft, entry)
        session.update(draft, [touched(session, "servers", entry)])


@menu.operation("SETUP", "Configure general settings.")
async def setup(session: Session) -> None:
    """Ask whose servers are used, where questions come from, and for the times."""
    await _ask_source(session)
    dns = session.draft.dns
    interface = await choose_interface(
        session, "Choose the IP interface for DNS traffic.", dns.interface
    )
    ask = session.dialogue.ask
    seconds = await ask(
        "Enter the number of seconds to wait before timing out reverse DNS lookups.",
        default=str(dns.reverse_timeout),
        check=REVERSE_TIMEOUT.parse,
    )
    minimum = await ask(
        "Enter the minimum TTL in seconds for DNS cache.",
        default=str(dns.minimum_ttl),
        check=MINIMUM_TTL.parse,
    )
    draft = set_general(
        session.draft, interface=interface, reverse_timeout=seconds, minimum_ttl=minimum
    )
    session.update(draft, [touched(session)])


@menu.operation("SEARCH", "Configure DNS domain search list.")
async def search(session: Session) -> None:
    """Ask for the domains in which names without a dot are looked for."""
    domains = session.draft.dns.search
    current = ", ".join(domains)
    session.dialogue.block(
        f"Currently configured DNS domain search list: {current}"
        if domains
        else "No DNS domain search list configured."
    )
    chosen = await session.dialogue.ask(
        "Enter the domains to search for hostnames without a domain, separated by commas.\n"
        'Enter "NONE" to clear the list.',
        default=current or None,
        check=lambda text: () if text.strip().upper() == "NONE" else check_search(text),
        wrapped=False,
    )
    session.update(set_search(session.draft, chosen), [touched(session)])


async def _ask_source(session: Session) -> None:
    own = bool(session.draft.dns.servers)
    wanted = await session.dialogue.choose_value(
        [(False, "Use Internet root DNS servers"), (True, "Use own DNS cache servers")],
        question="Do you want the Gateway to use the Internet's root DNS servers or would you like "
        "it to use your own DNS servers?",
        current=own,
    )
    if wanted and not own:
        await _new_servers(session)
    elif own and not wanted:
        servers = session.draft.dns.servers
        draft = use_roots(session.draft)
        session.update(draft, [touched(session, "servers", each) for each in servers])


async def _new_servers(session: Session) -> None:
    addresses = await ask_addresses(session)
    priority = await ask_priority(session, addresses)
    draft = add_servers(session.draft, addresses, priority)
    session.update(draft, [touched(session, "servers", each) for each in addresses])
