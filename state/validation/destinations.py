"""Destination controls, SMTP routes and bounce profiles."""

from __future__ import annotations

from collections.abc import Iterator

from state.errors import StateError
from state.model.configuration import Draft
from state.model.destinations import Bounces, Destination
from state.model.smtproutes import SmtpRoute
from state.operations.bounces import DEFAULT_PROFILE, check_new_profile_name
from state.operations.destinations import canonical_default, canonical_entry
from state.operations.domains import check_domain
from state.operations.smtproutes import check_hosts, check_route_domain
from state.operations.usage import OUTBOUND, assign
from state.validation.fault import Fault, attempt


def destination_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the destination control table and its global settings."""
    destinations = draft.destinations
    certificate = destinations.certificate
    yield from attempt(("destinations",), assign, draft, OUTBOUND, certificate)
    yield from attempt(("destinations", "default"), canonical_default, destinations.default)
    for domain, entry in destinations.entries.items():
        yield from attempt(("destinations", "entries", domain), _check, draft, domain, entry)


def _check(draft: Draft, domain: str, entry: Destination) -> None:
    canonical_entry(draft, entry)
    canonical = check_domain(domain)
    if canonical != domain:
        raise StateError(f'The domain must be written "{canonical}".')


def route_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the SMTP routes."""
    for domain, route in draft.smtproutes.entries.items():
        path = ("smtproutes", "entries", domain)
        yield from attempt(path, _check_route, domain, route)


def _check_route(domain: str, route: SmtpRoute) -> None:
    canonical = check_route_domain(domain)
    if canonical != domain:
        raise StateError(f'The domain must be written "{canonical}".')
    hosts = check_hosts(route.hosts)
    if hosts != route.hosts:
        raise StateError(f'The destination hosts must be written "{", ".join(hosts)}".')


def bounce_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the bounce profiles."""
    if DEFAULT_PROFILE not in draft.bounces.profiles:
        yield Fault(("bounces",), None, f'The bounce profile "{DEFAULT_PROFILE}" is missing.')
    unused = draft.write(bounces=Bounces())
    for name in draft.bounces.profiles:
        if name != DEFAULT_PROFILE:
            path = ("bounces", "profiles", name)
            yield from attempt(path, check_new_profile_name, unused, name)
