"""LDAP (`ldapconfig`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from state.certificates.names import is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.services import LdapServer, LdapServerType
from state.operations.interfaces import interface_named
from state.operations.ldap_filter import check_filter
from state.operations.ldap_queries import check_unused, renamed_in_advanced, renamed_in_listeners
from state.operations.usage import LDAP, assign
from state.operations.values import BLANK, PORT, NumberRange, shown

CACHE_SECONDS: Final = NumberRange(0, 86_400, "cache_seconds")
CACHE_ENTRIES: Final = NumberRange(0, 1_000_000, "cache_entries")
MOST_HOSTS: Final = 10
MOST_SERVERS: Final = 1000
LDAPS_PORTS: Final = frozenset({636, 3269})
"""Where TLS begins at once: LDAPS, and that of a global catalogue."""
BAD_HOST: Final = "The value must be a hostname or an IP address."
BAD_NAME: Final = "The name must consist of letters, numbers, dashes, underscores and periods."

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")
_FILTERS: Final[Mapping[LdapServerType, str]] = {
    "Active Directory": "(|(mail={a})(proxyAddresses=smtp:{a}))",
    "OpenLDAP": "(mailLocalAddress={a})",
    "Unknown or Other": "(mailLocalAddress={a})",
}


def default_port(server_type: LdapServerType, *, ssl: bool) -> int:
    """Return the port of servers of a type (CLI reference, 9)."""
    if ssl:
        return 636
    return 3268 if server_type == "Active Directory" else 389


def default_filter(server_type: LdapServerType) -> str:
    """Return the acceptance query that suits servers of a type."""
    return _FILTERS[server_type]


def ldap_server(view: View, name: str) -> LdapServer:
    """Return the server configuration of this exact name; raises `StateError` without one."""
    server = view.ldap.servers.get(name)
    if server is None:
        raise StateError(f'The LDAP server "{shown(name)}" does not exist.', "name")
    return server


def check_server_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a server configuration; `current` is its present one."""
    name = _checked_name(text)
    if name != current and name in view.ldap.servers:
        raise StateError(f'An LDAP server named "{name}" already exists.', "name")
    return name


def check_query_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a query; `current` is its present one. Raises `StateError`."""
    name = _checked_name(text)
    taken = {each.accept_name for each in view.ldap.servers.values()} | set(view.ldap.advanced)
    if name != current and name in taken:
        raise StateError(f'An LDAP query named "{name}" already exists.', "accept_name")
    return name


def check_hosts(text: str) -> tuple[str, ...]:
    """Return the hosts of a list with commas between; raises `StateError` (`hosts`)."""
    hosts = [each.strip() for each in text.split(",") if each.strip()]
    if not hosts:
        raise StateError(BLANK, "hosts")
    if len(hosts) > MOST_HOSTS:
        raise StateError(f"At most {MOST_HOSTS} hosts can be given.", "hosts")
    return tuple(dict.fromkeys(_checked_host(host) for host in hosts))


def add_server(draft: Draft, name: str, server: LdapServer) -> Draft:
    """Return a draft with another server configuration; raises `StateError`."""
    checked = check_server_name(draft, name)
    if len(draft.ldap.servers) >= MOST_SERVERS:
        raise StateError(f"There can be at most {MOST_SERVERS} LDAP servers.")
    return _with_servers(draft, {**draft.ldap.servers, checked: _checked(server)})


def edit_server(draft: Draft, name: str, server: LdapServer) -> Draft:
    """Return a draft in which the server `name` is this one; raises `StateError`."""
    ldap_server(draft, name)
    return _with_servers(draft, {**draft.ldap.servers, name: _checked(server)})


def set_query(draft: Draft, name: str, changed: LdapServer) -> Draft:
    """Return a draft with the acceptance query of `changed`; listeners follow its new name.

    Raises `StateError` for a filter that is none, and when a listener uses a query that goes.
    """
    old = ldap_server(draft, name).accept_name
    new = changed.accept_name
    if new is None:
        check_unused(draft, old)
    else:
        check_query_name(draft, new, old)
        changed = replace(changed, accept_filter=check_filter(changed.accept_filter))
    draft = edit_server(draft, name, changed)
    if old is None or new is None or old == new:
        return draft
    return renamed_in_listeners(renamed_in_advanced(draft, old, new), old, new)


def delete_server(draft: Draft, name: str) -> Draft:
    """Return a draft without the server; raises `StateError` while its query is in use."""
    check_unused(draft, ldap_server(draft, name).accept_name)
    servers = {key: each for key, each in draft.ldap.servers.items() if key != name}
    return _with_servers(draft, servers)


def server_of_query(view: View, query: str) -> LdapServer | None:
    """Return the server that has the acceptance query `query`."""
    return next((each for each in view.ldap.servers.values() if each.accept_name == query), None)


def set_options(
    draft: Draft,
    *,
    interface: str | None,
    silent_group_failure: bool,
    certificate: str,
    validate_server: bool,
) -> Draft:
    """Return a draft with these options of LDAP traffic; `interface` of `None` is Auto.

    Raises `StateError` for an interface or a certificate profile that does not exist.
    """
    if interface is not None:
        interface_named(draft, interface)
    draft = assign(draft, LDAP, certificate)
    return draft.write(
        ldap=replace(
            draft.ldap,
            interface=interface,
            silent_group_failure=silent_group_failure,
            validate_server=validate_server,
        )
    )


def _checked(server: LdapServer) -> LdapServer:
    PORT.check(server.port)
    CACHE_SECONDS.check(server.cache_seconds)
    CACHE_ENTRIES.check(server.cache_entries)
    return replace(server, hosts=check_hosts(",".join(server.hosts)))


def _checked_name(text: str) -> str:
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError(BAD_NAME, "name")
    return name


def _checked_host(text: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(text))
    except ValueError:
        if is_hostname(text):
            return text.lower()
    raise StateError(BAD_HOST, "hosts")


def _with_servers(draft: Draft, servers: Mapping[str, LdapServer]) -> Draft:
    return draft.write(ldap=replace(draft.ldap, servers=servers))
