"""Host name, interfaces, delivery and TLS methods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from state.certificates.names import check_hostname
from state.model.configuration import Draft
from state.operations import dns
from state.operations.addresses import check_ipv4
from state.operations.delivery import set_delivery
from state.operations.interface_groups import set_group
from state.operations.interfaces import edit_interface
from state.operations.ssl import check_ciphers, check_method
from state.validation.fault import Fault, attempt, naming

_TIMEZONE: Final = re.compile(r"[A-Za-z0-9_+-]{1,32}(?:/[A-Za-z0-9_+-]{1,32}){0,3}")


def system_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the system settings."""
    system = draft.system
    path = ("system",)
    yield from attempt(path, check_hostname, system.hostname)
    yield from attempt(path, _check_gateway, system.gateway)
    if not _TIMEZONE.fullmatch(system.timezone):
        yield Fault(path, "timezone", "The time zone must have a name like GMT or Europe/Berlin.")


def _check_gateway(text: str) -> None:
    with naming("gateway"):
        check_ipv4(text)


def interface_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the IP interfaces, their certificates included."""

    def check(name: str) -> Iterator[Fault]:
        interface = draft.interfaces.entries[name]
        path = ("interfaces", "entries", name)
        return attempt(path, edit_interface, draft, name, interface)

    yield from chain.from_iterable(map(check, draft.interfaces.entries))
    for name, group in draft.interfaces.groups.items():
        path = ("interfaces", "groups", name)
        yield from attempt(path, set_group, draft, name, group.interfaces, name)


def dns_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the name servers."""
    configured = draft.dns
    yield from attempt(("dns",), dns.add_servers, draft, configured.servers, 0)
    yield from attempt(("dns",), dns.set_search, draft, configured.search)
    yield from attempt(
        ("dns",),
        dns.set_general,
        draft,
        interface=configured.interface,
        reverse_timeout=configured.reverse_timeout,
        minimum_ttl=configured.minimum_ttl,
    )
    for domain, server in configured.alternates.items():
        path = ("dns", "alternates", domain)
        yield from attempt(path, dns.set_alternate, draft, domain, server.hostname, server.address)


def delivery_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the delivery settings."""
    return attempt(("delivery",), set_delivery, draft, draft.delivery)


def ssl_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the TLS methods and ciphers."""
    for name in ("gui", "inbound", "outbound"):
        service = getattr(draft.ssl, name)
        yield from attempt(("ssl", name), check_method, service.method)
        yield from attempt(("ssl", name), check_ciphers, service.ciphers)
