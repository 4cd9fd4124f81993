"""Listeners (`listenerconfig`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from state.certificates.names import check_hostname
from state.errors import StateError
from state.factory import private_host_access, public_host_access
from state.model.configuration import Draft, View
from state.model.listeners import (
    HostAccessTable,
    InboundTls,
    Listener,
    Listeners,
    ListenerType,
    RecipientAccess,
)
from state.operations.bounces import DEFAULT_PROFILE, check_profile
from state.operations.durations import check_duration
from state.operations.interfaces import interface_named
from state.operations.senders import EVERYONE, check_recipient, check_system
from state.operations.usage import Service, assign
from state.operations.values import BLANK, PORT, NumberRange, shown

CONNECTIONS: Final = NumberRange(1, 10_000, "max_concurrency")
TLS_CONNECTIONS: Final = NumberRange(1, 10_000, "max_tls_concurrency")
TCP_QUEUE: Final = NumberRange(1, 1000, "tcp_queue")
HEADER_LINES: Final = NumberRange(0, 100_000, "max_header_lines")
RECIPIENTS_PER_HOUR: Final = NumberRange(1, 1_000_000_000, "recipients_per_hour")
PORT_TAKEN: Final = "Another listener already uses this interface and port."

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewListener:
    """What `listenerconfig`, NEW asks for."""

    type: ListenerType
    interface: str
    port: int
    entries: tuple[str, ...]
    """Systems that may relay through a private listener, or recipients that a public one takes."""
    recipients_per_hour: int | None = None


def listener_named(view: View, name: str) -> Listener:
    """Return the listener of this exact name; raises `StateError` when there is none."""
    listener = view.listeners.entries.get(name)
    if listener is None:
        raise StateError(f'The listener "{shown(name)}" does not exist.', "listener")
    return listener


def check_listener_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a listener; `current` is its present name. Raises `StateError`.

    It begins with a letter or `_` and goes on with letters, digits, `_` and `-`, 63 at most.
    """
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError(
            "The listener name must start with a letter or an underscore and contain only "
            "letters, numbers, dashes and underscores.",
            "name",
        )
    if name != current and name in view.listeners.entries:
        raise StateError(f'A listener named "{name}" already exists.', "name")
    return name


def check_free_port(view: View, interface: str, port: int, current: str | None = None) -> int:
    """Return `port` when no listener but `current` has it on `interface`; raises `StateError`."""
    PORT.check(port)
    for name, other in view.listeners.entries.items():
        if name != current and (other.interface, other.port) == (interface, port):
            raise StateError(PORT_TAKEN, "port")
    return port


def use_certificate(draft: Draft, listener: str, profile: str) -> Draft:
    """Return a draft in which `listener` presents the certificate `profile`.

    Raises `StateError` when either does not exist.
    """
    return assign(draft, Service("listener", listener), profile)


def add_listener(draft: Draft, name: str, new: NewListener) -> Draft:
    """Return a draft with a new listener that has the factory tables of its type.

    Raises `StateError` for a value that is wrong.
    """
    check_listener_name(draft, name)
    interface_named(draft, new.interface)
    check_free_port(draft, new.interface, new.port)
    check = check_system if new.type == "private" else check_recipient
    new = replace(new, entries=tuple(check(entry) for entry in new.entries))
    listener = Listener(
        type=new.type, interface=new.interface, port=new.port, hat=_host_access(new), rat=_rat(new)
    )
    return _with_entries(draft, {**draft.listeners.entries, name: listener})


def delete_listener(draft: Draft, name: str) -> Draft:
    """Return a draft without the listener; raises `StateError` when there is none."""
    listener_named(draft, name)
    entries = {key: value for key, value in draft.listeners.entries.items() if key != name}
    return _with_entries(draft, entries)


def rename_listener(draft: Draft, name: str, new_name: str) -> Draft:
    """Return a draft in which the listener has another name, at the same place of the list."""
    listener_named(draft, name)
    checked = check_listener_name(draft, new_name, name)
    entries = {checked if key == name else key: v for key, v in draft.listeners.entries.items()}
    return _with_entries(draft, entries)


def move_listener(draft: Draft, name: str, interface: str, port: int) -> Draft:
    """Return a draft in which the listener is on another interface and port."""
    listener = listener_named(draft, name)
    interface_named(draft, interface)
    check_free_port(draft, interface, port, name)
    return with_listener(draft, name, replace(listener, interface=interface, port=port))


def set_limits(draft: Draft, name: str, *, max_concurrency: int, tcp_queue: int) -> Draft:
    """Return a draft in which the listener has these injection limits; raises `StateError`."""
    CONNECTIONS.check(max_concurrency)
    TCP_QUEUE.check(tcp_queue)
    listener = listener_named(draft, name)
    return with_listener(
        draft, name, replace(listener, max_concurrency=max_concurrency, tcp_queue=tcp_queue)
    )


def use_bounce_profile(draft: Draft, name: str, profile: str) -> Draft:
    """Return a draft in which mail from the listener has this bounce profile."""
    known = check_profile(draft, profile) or DEFAULT_PROFILE
    return with_listener(draft, name, replace(listener_named(draft, name), bounce_profile=known))


def set_default_domain(draft: Draft, name: str, domain: str | None) -> Draft:
    """Return a draft in which addresses without domain get this one; raises `StateError`."""
    if domain is not None:
        check_hostname(domain, "default_domain")
        domain = domain.lower()
    return with_listener(draft, name, replace(listener_named(draft, name), default_domain=domain))


def accept_queries(view: View) -> tuple[str, ...]:
    """Return the names of the queries that can accept recipients, in the order of the alphabet."""
    names = [each.accept_name for each in view.ldap.servers.values()]
    return tuple(sorted(name for name in (*names, *view.ldap.advanced) if name is not None))


def use_ldap_accept(draft: Draft, name: str, query: str | None) -> Draft:
    """Return a draft in which recipients of the listener are checked with this query, or with none.

    Raises `StateError` for a query that does not exist.
    """
    if query is not None and query not in accept_queries(draft):
        raise StateError(f'The LDAP query "{shown(query)}" does not exist.', "ldap_accept")
    return with_listener(draft, name, replace(listener_named(draft, name), ldap_accept=query))


def set_global(draft: Draft, settings: Listeners) -> Draft:
    """Return a draft with the global settings of `settings`; its entries do not count.

    Raises `StateError` for a value that is wrong.
    """
    CONNECTIONS.check(settings.max_concurrency)
    TLS_CONNECTIONS.check(settings.max_tls_concurrency)
    HEADER_LINES.check(settings.max_header_lines)
    checked = replace(
        settings,
        entries=draft.listeners.entries,
        counter_reset=check_duration(settings.counter_reset),
        timeout=check_duration(settings.timeout),
        connection_time=check_duration(settings.connection_time),
    )
    return draft.write(listeners=checked)


def default_tls(listener: Listener) -> InboundTls:
    """Return the TLS level of the default policy parameters of a listener."""
    return listener.hat.default.tls or "off"


def _host_access(new: NewListener) -> HostAccessTable:
    if new.type == "public":
        table = public_host_access()
    else:
        table = private_host_access()
        relays = replace(table.groups["RELAYLIST"], senders=new.entries)
        table = replace(table, groups={**table.groups, "RELAYLIST": relays})
    if new.recipients_per_hour is None:
        return table
    RECIPIENTS_PER_HOUR.check(new.recipients_per_hour)
    default = replace(table.default, recipients_per_hour=new.recipients_per_hour)
    return replace(table, default=default)


def _rat(new: NewListener) -> dict[str, RecipientAccess]:
    if new.type == "private":
        return {}
    accepted = {entry: RecipientAccess() for entry in new.entries if entry != EVERYONE}
    return {**accepted, EVERYONE: RecipientAccess(accept=EVERYONE in new.entries)}


def with_listener(draft: Draft, name: str, listener: Listener) -> Draft:
    """Return a draft in which the listener of this name is `listener`."""
    return _with_entries(draft, {**draft.listeners.entries, name: listener})


def _with_entries(draft: Draft, entries: Mapping[str, Listener]) -> Draft:
    return draft.write(listeners=replace(draft.listeners, entries=entries))
