"""The faults of a whole configuration, area by area."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from state.model.configuration import Draft, Settings
from state.shape import shape_of
from state.validation.certificates import authority_faults, certificate_faults, crl_faults
from state.validation.destinations import bounce_faults, destination_faults, route_faults
from state.validation.dictionaries import dictionary_faults, update_faults
from state.validation.fault import Fault
from state.validation.listeners import listener_faults
from state.validation.logs import log_faults
from state.validation.network import (
    delivery_faults,
    dns_faults,
    interface_faults,
    ssl_faults,
    system_faults,
)
from state.validation.services import (
    adminaccess_faults,
    alert_faults,
    ldap_faults,
    websecurity_faults,
)
from state.validation.tls_servers import tls_server_faults
from state.validation.users import user_faults
from state.validation.values import value_faults

PrivateKeys = Callable[[str], str]
"""Returns the PEM text for a key identifier, or raises `StateError`."""

_CHECKS = (
    system_faults,
    interface_faults,
    dns_faults,
    authority_faults,
    crl_faults,
    ssl_faults,
    listener_faults,
    delivery_faults,
    destination_faults,
    route_faults,
    bounce_faults,
    ldap_faults,
    websecurity_faults,
    tls_server_faults,
    alert_faults,
    adminaccess_faults,
    user_faults,
    log_faults,
    dictionary_faults,
    update_faults,
)


def faults(draft: Draft, private_key: PrivateKeys) -> Iterator[Fault]:
    """Yield everything that is wrong with a configuration; `draft` itself is not changed.

    What holds for every value comes first, so that the other checks can rely on it. `private_key`
    tells whether a profile's key is there, by raising `StateError` when it is not.
    """
    wrong_values = False
    for area in shape_of(Settings).nested:
        for fault in value_faults((area,), getattr(draft, area)):
            wrong_values = True
            yield fault
    if wrong_values:
        return
    yield from certificate_faults(draft, private_key)
    for check in _CHECKS:
        yield from check(draft)


def new_faults(before: Draft, after: Draft, private_key: PrivateKeys) -> Iterator[Fault]:
    """Yield the faults of `after` that `before` does not have: those that a change has brought."""
    known: frozenset[Fault] | None = None
    for fault in faults(after, private_key):
        if known is None:
            known = frozenset(faults(before, private_key))
        if fault not in known:
            yield fault
