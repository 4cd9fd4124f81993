"""IP interfaces (`interfaceconfig`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from state.certificates.names import check_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.interfaces import Interface, InterfaceGroup, Interfaces
from state.operations.addresses import PREFIX, PREFIX6, check_ipv4, check_ipv6
from state.operations.usage import Service, assign
from state.operations.values import BLANK, PORT, shown

ETHERNET_PORTS: Final = ("Data 1", "Data 2", "Management")


@dataclass(frozen=True, slots=True)
class PortService:
    """A service that an interface can offer: field of the model, name, usual port."""

    field: str
    label: str
    port: int


PORT_SERVICES: Final = (
    PortService("ftp", "FTP", 21),
    PortService("telnet", "Telnet", 23),
    PortService("ssh", "SSH", 22),
    PortService("ccs", "Cluster Communication Service", 2222),
    PortService("http", "HTTP", 80),
    PortService("https", "HTTPS", 443),
    PortService("quarantine_http", "Spam Quarantine HTTP", 82),
    PortService("quarantine_https", "Spam Quarantine HTTPS", 83),
    PortService("api_http", "AsyncOS API HTTP", 6080),
    PortService("api_https", "AsyncOS API HTTPS", 6443),
)
"""In the order in which `interfaceconfig` asks (CLI reference, 8)."""

_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9 ._-]{0,30}[A-Za-z0-9._-])?")


def interface_named(view: View, name: str) -> Interface:
    """Return the interface of this exact name; raises `StateError` when there is none."""
    interface = view.interfaces.entries.get(name)
    if interface is None:
        raise StateError(f'The IP interface "{shown(name)}" does not exist.', "interface")
    return interface


def presents_certificate(interface: Interface) -> bool:
    """Return whether any service of the interface presents its certificate."""
    services = (interface.https, interface.quarantine_https, interface.api_https)
    return any(port is not None for port in services)


def check_interface_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for an interface, at most 32 characters; `current` is its present name.

    Raises `StateError` for an empty one, for symbols, and for a name that another one has.
    """
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError("Symbols are not allowed in the IP interface name.", "name")
    if name != current and name in view.interfaces.entries:
        raise StateError(f'An IP interface named "{name}" already exists.', "name")
    return name


def check_free(view: View, address: str, name: str | None) -> str:
    """Return an address that no interface but `name` has; raises `StateError`."""
    for other, existing in view.interfaces.entries.items():
        if other != name and address in (existing.ip, existing.ipv6):
            raise StateError(f'The IP interface "{other}" has the same address.', "ip")
    return address


def given_hostname(text: str) -> str:
    """Return the host name of an interface; raises `StateError` for an empty or a bad one."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "hostname")
    check_hostname(name)
    return name


def check_port(
    interface: Interface,
    service: PortService,
    text: str,
    others: Iterable[PortService] = PORT_SERVICES,
) -> int:
    """Return a port for `service` that none of `others` has on `interface`; raises `StateError`."""
    port = PORT.parse(text)
    for other in others:
        if other is not service and getattr(interface, other.field) == port:
            raise _port_taken(port, other, service)
    return port


def add_interface(draft: Draft, name: str, interface: Interface) -> Draft:
    """Return a draft with a new interface; raises `StateError` for a value that is wrong."""
    check_interface_name(draft, name)
    return _stored(draft, name, interface, draft.interfaces.entries)


def edit_interface(
    draft: Draft, name: str, interface: Interface, new_name: str | None = None
) -> Draft:
    """Return a draft in which the interface `name` is `interface`, under `new_name` if given.

    What refers to it (listeners, delivery, LDAP, alerts) follows a new name. Raises `StateError`
    for a value that is wrong.
    """
    interface_named(draft, name)
    renamed = check_interface_name(draft, new_name or name, name)
    entries = {renamed if key == name else key: v for key, v in draft.interfaces.entries.items()}
    draft = _stored(draft, renamed, interface, entries)
    return draft if renamed == name else _referring_to(draft, name, renamed)


def delete_interface(draft: Draft, name: str) -> Draft:
    """Return a draft without the interface; raises `StateError` while something uses it."""
    interface_named(draft, name)
    user = _user_of(draft, name)
    if user is not None:
        raise StateError(
            f'The interface "{name}" is used by {user} and cannot be deleted.', "interface"
        )
    entries = {key: value for key, value in draft.interfaces.entries.items() if key != name}
    return draft.write(interfaces=replace(draft.interfaces, entries=entries))


def _stored(
    draft: Draft, name: str, interface: Interface, entries: Mapping[str, Interface]
) -> Draft:
    interface = _canonical(interface)
    _check(interface)
    draft = draft.write(interfaces=replace(draft.interfaces, entries={**entries, name: interface}))
    for address in (interface.ip, interface.ipv6):
        if address is not None:
            check_free(draft, address, name)
    return assign(draft, Service("https", name), interface.https_certificate)


def _canonical(interface: Interface) -> Interface:
    """Return `interface` with its addresses in the form that is kept; raises `StateError`."""
    return replace(
        interface,
        ip=None if interface.ip is None else check_ipv4(interface.ip),
        ipv6=None if interface.ipv6 is None else check_ipv6(interface.ipv6),
        prefix=PREFIX.check(interface.prefix),
        prefix6=PREFIX6.check(interface.prefix6),
    )


def _check(interface: Interface) -> None:
    if interface.ethernet not in ETHERNET_PORTS:
        raise StateError("Unknown option", "ethernet")
    given_hostname(interface.hostname)
    if interface.ip is None and interface.ipv6 is None:
        raise StateError("An IP interface must have an IPv4 or an IPv6 address.", "ip")
    for service in PORT_SERVICES:
        port = getattr(interface, service.field)
        if port is not None:
            PORT.check(port)
    _refuse_shared_ports(interface)


def _refuse_shared_ports(interface: Interface) -> None:
    taken: dict[int, PortService] = {}
    for service in PORT_SERVICES:
        port: int | None = getattr(interface, service.field)
        if port is not None and port in taken:
            raise _port_taken(port, taken[port], service)
        if port is not None:
            taken[port] = service


def _port_taken(port: int, by: PortService, wanted: PortService) -> StateError:
    return StateError(f"The port {port} is already used by {by.label}.", wanted.field)


def _user_of(view: View, name: str) -> str | None:
    """Return what uses an interface, in words."""
    if any(listener.interface == name for listener in view.listeners.entries.values()):
        return "a listener"
    if any(name in group.interfaces for group in view.interfaces.groups.values()):
        return "an IP interface group"
    for user, used in (
        ("mail delivery", view.delivery.interface),
        ("LDAP", view.ldap.interface),
        ("DNS", view.dns.interface),
        ("updates", view.updates.interface),
        ("alerts", view.alerts.interface),
    ):
        if used == name:
            return user
    return None


def _referring_to(draft: Draft, old: str, new: str) -> Draft:
    """Return a draft in which what named interface `old` names `new`."""
    listeners = {
        key: replace(listener, interface=new) if listener.interface == old else listener
        for key, listener in draft.listeners.entries.items()
    }
    if any(listeners[key] is not value for key, value in draft.listeners.entries.items()):
        draft = draft.write(listeners=replace(draft.listeners, entries=listeners))
    if any(old in group.interfaces for group in draft.interfaces.groups.values()):
        draft = draft.write(interfaces=_groups_referring_to(draft.interfaces, old, new))
    if draft.delivery.interface == old:
        draft = draft.write(delivery=replace(draft.delivery, interface=new))
    if draft.dns.interface == old:
        draft = draft.write(dns=replace(draft.dns, interface=new))
    if draft.updates.interface == old:
        draft = draft.write(updates=replace(draft.updates, interface=new))
    if draft.ldap.interface == old:
        draft = draft.write(ldap=replace(draft.ldap, interface=new))
    if draft.alerts.interface == old:
        draft = draft.write(alerts=replace(draft.alerts, interface=new))
    return draft


def _groups_referring_to(interfaces: Interfaces, old: str, new: str) -> Interfaces:
    groups = {
        name: InterfaceGroup(
            interfaces=tuple(new if each == old else each for each in group.interfaces)
        )
        for name, group in interfaces.groups.items()
    }
    return replace(interfaces, groups=groups)


def login_interface(view: View) -> str | None:
    """Return the interface through which administrators log in: the first one with SSH on.

    Real addresses are not those of the appliance, so the address of the client does not say it.
    """
    entries = view.interfaces.entries
    return next((name for name, each in entries.items() if each.ssh is not None), None)
