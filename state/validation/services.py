"""LDAP, URL filtering, alerts and administrative access."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import LdapServer
from state.operations.interfaces import interface_named
from state.operations.ldap import set_options
from state.operations.ldap_filter import check_filter
from state.operations.ldap_queries import check_advanced
from state.operations.values import shown
from state.operations.websecurity import use_client_certificate, use_url_list
from state.validation.fault import Fault, attempt
from state.validation.texts import check_email, check_host, check_network


def ldap_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the LDAP settings."""
    ldap = draft.ldap
    yield from attempt(
        ("ldap",),
        set_options,
        draft,
        interface=ldap.interface,
        silent_group_failure=ldap.silent_group_failure,
        certificate=ldap.certificate,
        validate_server=ldap.validate_server,
    )
    for name, server in ldap.servers.items():
        yield from attempt(("ldap", "servers", name), _check_server, server)
        if server.accept_name is not None:
            yield from attempt(("ldap", "servers", name), check_filter, server.accept_filter)
    for name, advanced in ldap.advanced.items():
        yield from attempt(("ldap", "advanced", name), check_advanced, draft, advanced)
    names = Counter([*(each.accept_name for each in ldap.servers.values()), *ldap.advanced])
    for query, count in names.items():
        if query is not None and count > 1:
            text = f'An LDAP query named "{shown(query)}" already exists.'
            yield Fault(("ldap",), "accept_name", text)


def _check_server(server: LdapServer) -> None:
    if not server.hosts:
        raise StateError("The value cannot be blank.", "hosts")
    for host in server.hosts:
        check_host(host, "hosts")


def websecurity_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the settings of URL filtering."""
    websecurity = draft.websecurity
    path = ("websecurity",)
    yield from attempt(path, use_client_certificate, draft, websecurity.certificate)
    name = websecurity.url_list
    if name is not None:
        yield from attempt(path, use_url_list, draft, name)


def alert_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the alert settings."""
    alerts = draft.alerts
    path = ("alerts",)
    for address, subscription in alerts.recipients.items():
        own = ("alerts", "recipients", address)
        yield from attempt(own, check_email, address)
        for field in ("classes", "severities"):
            if not getattr(subscription, field):
                yield Fault(own, field, "The value cannot be blank.")
    sender, interface = alerts.from_address, alerts.interface
    if sender is not None:
        yield from attempt(path, check_email, sender, "from_address")
    if interface is not None:
        yield from attempt(path, interface_named, draft, interface)


def adminaccess_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the settings of administrative access."""
    access = draft.adminaccess
    for text in access.allowed:
        yield from attempt(("adminaccess",), check_network, text, "allowed")
    if access.mode != "ALL" and not access.allowed:
        yield Fault(("adminaccess",), "allowed", "Nobody could log in any more.")
