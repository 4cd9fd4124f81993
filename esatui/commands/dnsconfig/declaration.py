"""The command `dnsconfig`: its menu and what stands above it."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.dns import Dns
from state.operations.dns import ordered_servers


def server_lines(dns: Dns) -> list[str]:
    """Return `Priority: 0  192.0.2.53` for each own server."""
    return [f"Priority: {server.priority}  {address}" for address, server in ordered_servers(dns)]


def alternate_lines(dns: Dns) -> list[str]:
    """Return `example.com: dns.example.com (192.0.2.54)` for each alternate server."""
    return [
        f"{domain}: {server.hostname} ({server.address})"
        for domain, server in sorted(dns.alternates.items())
    ]


def state_lines(session: Session) -> str:
    """Return which servers are used."""
    dns = session.draft.dns
    text = "Currently using the Internet root DNS servers."
    if dns.servers:
        text = "Currently using the local DNS cache servers:\n" + numbered(server_lines(dns))
    if not dns.alternates:
        return f"{text}\n\nNo alternate authoritative servers configured."
    return f"{text}\n\nAlternate authoritative DNS servers:\n{numbered(alternate_lines(dns))}"


menu: Menu[Session] = Menu(state=state_lines)
command = Command("dnsconfig", "Configure DNS setup", commit="required", areas=("dns",), menu=menu)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
