"""The batch forms of `dnsconfig`."""

from __future__ import annotations

from esatui.commands.dnsconfig.declaration import command, state_lines
from esatui.commands.dnsconfig.questions import touched
from esatui.session import Session
from state.operations.dns import (
    PRIORITY,
    add_servers,
    check_dns_domain,
    check_new_servers,
    check_search,
    check_server,
    delete_alternate,
    delete_server,
    set_alternate,
    set_search,
    use_roots,
)

__all__ = ["command"]


@command.batch("dnsconfig parent new <ip> [<priority>]")
async def parent_new(session: Session, ip: str, priority: str | None) -> None:
    """Add an own server; from the first one on the root servers are not used."""
    addresses = check_new_servers(session.draft, ip)
    number = 0 if priority is None else PRIORITY.parse(priority)
    draft = add_servers(session.draft, addresses, number)
    session.update(draft, [touched(session, "servers", each) for each in addresses])


@command.batch("dnsconfig parent delete <ip>")
async def parent_delete(session: Session, ip: str) -> None:
    """Remove an own server."""
    address = check_server(ip)
    draft = delete_server(session.draft, address)
    session.update(draft, [touched(session, "servers", address)])


@command.batch("dnsconfig alt new <domain> <hostname> <ip>")
async def alt_new(session: Session, domain: str, hostname: str, ip: str) -> None:
    """Set the server of a domain."""
    name = check_dns_domain(domain)
    draft = set_alternate(session.draft, name, hostname, ip)
    session.update(draft, [touched(session, "alternates", name)])


@command.batch("dnsconfig alt delete <domain>")
async def alt_delete(session: Session, domain: str) -> None:
    """Remove the server of a domain."""
    name = check_dns_domain(domain)
    draft = delete_alternate(session.draft, name)
    session.update(draft, [touched(session, "alternates", name)])


@command.batch("dnsconfig roots")
async def roots(session: Session) -> None:
    """Use the Internet's root servers."""
    servers = session.draft.dns.servers
    session.update(
        use_roots(session.draft), [touched(session, "servers", each) for each in servers]
    )


@command.batch("dnsconfig search <domains>")
async def search(session: Session, domains: str) -> None:
    """Set the search list; `none` empties it."""
    wanted = () if domains.lower() == "none" else check_search(domains)
    session.update(set_search(session.draft, wanted), [touched(session)])


@command.batch("dnsconfig print", changes=False)
async def print_servers(session: Session) -> None:
    """Print the servers."""
    session.dialogue.block(state_lines(session))
