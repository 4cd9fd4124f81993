"""The one form in which operations keep what a file can say in several ways."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from state.configfile.faults import ParseFault
from state.errors import StateError
from state.model.configuration import Draft
from state.model.destinations import Destination, Destinations
from state.model.interfaces import Interfaces
from state.model.listeners import (
    HostAccessTable,
    Listener,
    Listeners,
    SenderGroup,
)
from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.operations.addresses import check_ipv6
from state.operations.destinations import canonical_default, canonical_entry
from state.operations.domains import check_domain
from state.operations.durations import check_duration
from state.operations.hat_senders import check_sender
from state.operations.policies import completed
from state.operations.rat import check_entry
from state.operations.smtproutes import check_hosts, check_route_domain
from state.operations.values import shown

D = TypeVar("D", bound=Draft)


def canonical(draft: D, areas: Container[str]) -> D:
    """Return `draft` with these areas in the form that is kept.

    Raises `ParseFault` for what has none, and for two entries that are the same in it.
    """
    if "destinations" in areas:
        draft = draft.write(destinations=_destinations(draft))
    if "smtproutes" in areas:
        draft = draft.write(smtproutes=_smtproutes(draft.smtproutes))
    if "interfaces" in areas:
        draft = draft.write(interfaces=_interfaces(draft.interfaces))
    if "listeners" in areas:
        draft = draft.write(listeners=_listeners(draft.listeners))
    return draft


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Make `ParseFault` of `StateError` that is raised in the block."""
    try:
        yield
    except StateError as error:
        reason = f"{error.field}: {error.text}" if error.field else error.text
        raise ParseFault(f"{place}: {reason}") from error


def _destinations(draft: Draft) -> Destinations:
    destinations = draft.destinations
    entries: dict[str, Destination] = {}
    for domain, entry in destinations.entries.items():
        with _naming(f'destination "{shown(domain)}"'):
            entries[check_domain(domain)] = canonical_entry(draft, entry)
    with _naming("default destination"):
        default = canonical_default(destinations.default)
    if len(entries) < len(destinations.entries):
        raise ParseFault("a destination stands in the file twice, in two ways of writing it.")
    return replace(destinations, default=default, entries=entries)


def _smtproutes(routes: SmtpRoutes) -> SmtpRoutes:
    entries: dict[str, SmtpRoute] = {}
    for domain, route in routes.entries.items():
        with _naming(f'SMTP route "{shown(domain)}"'):
            entries[check_route_domain(domain)] = SmtpRoute(hosts=check_hosts(route.hosts))
    if len(entries) < len(routes.entries):
        raise ParseFault("an SMTP route stands in the file twice, in two ways of writing it.")
    return SmtpRoutes(entries=entries)


def _interfaces(interfaces: Interfaces) -> Interfaces:
    entries = dict(interfaces.entries)
    for name, interface in entries.items():
        if interface.ipv6 is not None:
            with _naming(f'interface "{shown(name)}"'):
                entries[name] = replace(interface, ipv6=check_ipv6(interface.ipv6))
    return replace(interfaces, entries=entries)


def _listeners(listeners: Listeners) -> Listeners:
    times: dict[str, Any] = {}
    for field in ("counter_reset", "timeout", "connection_time"):
        with _naming(f"listeners: {field}"):
            times[field] = check_duration(getattr(listeners, field))
    entries = {}
    for name, listener in listeners.entries.items():
        with _naming(f'listener "{shown(name)}"'):
            entries[name] = _listener(listener)
    return replace(listeners, entries=entries, **times)


def _listener(listener: Listener) -> Listener:
    rat = {check_entry(name): access for name, access in listener.rat.items()}
    if len(rat) < len(listener.rat):
        raise StateError("A recipient is there twice, in two ways of writing it.")
    return replace(listener, hat=_access_table(listener.hat), rat=rat)


def _access_table(hat: HostAccessTable) -> HostAccessTable:
    groups = {name: _group(group) for name, group in hat.groups.items()}
    return replace(hat, default=completed(hat.default), groups=groups)


def _group(group: SenderGroup) -> SenderGroup:
    return replace(group, senders=tuple(map(check_sender, group.senders)))
