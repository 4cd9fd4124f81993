"""Name servers (`dnsconfig`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from state.certificates.names import HOSTNAME_RULES, check_hostname, is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.dns import AlternateServer, CacheServer, Dns
from state.operations.domains import BAD_IP, BAD_IPV4
from state.operations.interfaces import interface_named
from state.operations.values import BLANK, NumberRange, not_blank, shown

PRIORITY: Final = NumberRange(0, 10_000, "priority")
REVERSE_TIMEOUT: Final = NumberRange(0, 3600, "reverse_timeout")
MINIMUM_TTL: Final = NumberRange(0, 604_800, "minimum_ttl")
MOST_SERVERS: Final = 32
"""Own servers; and domains of the search list."""
MOST_ALTERNATES: Final = 1000


def check_server(text: str) -> str:
    """Return the address of a server, IPv4 or IPv6, in canonical form; raises `StateError`."""
    from ipaddress import ip_address

    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "address")
    try:
        address = ip_address(plain)
    except ValueError as error:
        raise StateError(BAD_IP if ":" in plain else BAD_IPV4, "address") from error
    if address.is_unspecified or address.is_multicast or "%" in plain:
        raise StateError(BAD_IP, "address")
    return str(address)


def check_servers(text: str) -> tuple[str, ...]:
    """Return the addresses in a list with commas, each once; raises `StateError`."""
    return tuple(dict.fromkeys(check_server(each) for each in not_blank(text).split(",")))


def check_new_servers(view: View, text: str) -> tuple[str, ...]:
    """Return addresses that are no servers yet; raises `StateError`."""
    addresses = check_servers(text)
    for address in addresses:
        if address in view.dns.servers:
            raise StateError(f"The DNS server {address} is in the list already.", "address")
    return addresses


def ordered_servers(dns: Dns) -> list[tuple[str, CacheServer]]:
    """Return the own servers as they are listed: by priority, then by address."""
    return sorted(dns.servers.items(), key=lambda each: (each[1].priority, each[0]))


def add_servers(draft: Draft, addresses: Iterable[str], priority: int) -> Draft:
    """Return a draft with own servers of this priority; raises `StateError`."""
    PRIORITY.check(priority)
    servers = dict(draft.dns.servers)
    for address in addresses:
        servers[check_server(address)] = CacheServer(priority=priority)
    _room(servers, MOST_SERVERS, "DNS servers")
    return draft.write(dns=replace(draft.dns, servers=servers))


def edit_server(draft: Draft, address: str, new_address: str, priority: int) -> Draft:
    """Return a draft in which an own server has another address and priority."""
    left = delete_server(draft, address)
    return add_servers(left, check_new_servers(left, new_address), priority)


def delete_server(draft: Draft, address: str) -> Draft:
    """Return a draft without an own server; raises `StateError` when there is none."""
    if address not in draft.dns.servers:
        raise StateError(f"There is no DNS server {shown(address)}.", "address")
    servers = {key: value for key, value in draft.dns.servers.items() if key != address}
    return draft.write(dns=replace(draft.dns, servers=servers))


def use_roots(draft: Draft) -> Draft:
    """Return a draft in which the Internet's root servers are used."""
    return draft.write(dns=replace(draft.dns, servers={}))


def check_dns_domain(text: str) -> str:
    """Return a domain in small letters, without final dot; raises `StateError`."""
    name = not_blank(text).lower().removesuffix(".")
    if not is_hostname(name):
        raise StateError(HOSTNAME_RULES, "domain")
    return name


def set_alternate(draft: Draft, domain: str, hostname: str, address: str) -> Draft:
    """Return a draft in which names of `domain` are asked of this server; raises `StateError`."""
    check_hostname(hostname, "hostname")
    server = AlternateServer(hostname=hostname.lower(), address=check_server(address))
    alternates = {**draft.dns.alternates, check_dns_domain(domain): server}
    _room(alternates, MOST_ALTERNATES, "alternate servers")
    return draft.write(dns=replace(draft.dns, alternates=alternates))


def delete_alternate(draft: Draft, domain: str) -> Draft:
    """Return a draft without the server of `domain`; raises `StateError` when there is none."""
    if domain not in draft.dns.alternates:
        raise StateError(f'There is no alternate server for "{shown(domain)}".', "domain")
    left = {key: value for key, value in draft.dns.alternates.items() if key != domain}
    return draft.write(dns=replace(draft.dns, alternates=left))


def set_general(
    draft: Draft, *, interface: str | None, reverse_timeout: int, minimum_ttl: int
) -> Draft:
    """Return a draft with these general settings; raises `StateError`."""
    if interface is not None:
        interface_named(draft, interface)
    return draft.write(
        dns=replace(
            draft.dns,
            interface=interface,
            reverse_timeout=REVERSE_TIMEOUT.check(reverse_timeout),
            minimum_ttl=MINIMUM_TTL.check(minimum_ttl),
        )
    )


def check_search(text: str) -> tuple[str, ...]:
    """Return the domains in a list with commas; none when it is empty. Raises `StateError`."""
    words = [word for word in text.split(",") if word.strip()]
    return tuple(dict.fromkeys(check_dns_domain(word) for word in words))


def set_search(draft: Draft, domains: Sequence[str]) -> Draft:
    """Return a draft in which names without a dot are looked for in `domains`."""
    checked = tuple(check_dns_domain(domain) for domain in domains)
    _room(checked, MOST_SERVERS, "search domains")
    return draft.write(dns=replace(draft.dns, search=checked))


def _room(
    entries: Sequence[str] | dict[str, CacheServer] | dict[str, AlternateServer],
    most: int,
    what: str,
) -> None:
    if len(entries) > most:
        raise StateError(f"There can be {most} {what} at most.")
