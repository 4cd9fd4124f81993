"""Listeners and their access tables."""

from __future__ import annotations

from collections.abc import Iterator

from state.certificates.names import check_hostname
from state.model.configuration import Draft
from state.model.listeners import EVERYONE, AddressList, HostAccessTable, Listener, PolicyParameters
from state.objects import ObjectPath
from state.operations import address_lists, rat, rewriting
from state.operations.bounces import check_profile
from state.operations.durations import check_duration
from state.operations.hat import GROUP, POLICY, check_name, check_room
from state.operations.hat_senders import check_sender
from state.operations.interfaces import interface_named
from state.operations.listeners import check_free_port, check_listener_name, use_certificate
from state.operations.policies import check_address_list, check_response
from state.operations.values import shown
from state.validation.fault import Fault, attempt, naming


def listener_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the listeners and of their global settings."""
    listeners = draft.listeners
    for field in ("counter_reset", "timeout", "connection_time"):
        yield from attempt(("listeners",), _check_time, getattr(listeners, field), field)
    for name, listener in listeners.entries.items():
        path = ("listeners", "entries", name)
        yield from attempt(path, check_listener_name, draft, name, name)
        yield from attempt(path, check_free_port, draft, listener.interface, listener.port, name)
        yield from _listener_faults(draft, path, name, listener)
    for name, addresses in listeners.address_lists.items():
        path = ("listeners", "address_lists", name)
        yield from attempt(path, address_lists.check_list_name, draft, name, name)
        yield from attempt(path, _check_addresses, addresses)


def _check_addresses(addresses: AddressList) -> None:
    for each in addresses.addresses:
        address_lists.check_entry(each, full=addresses.full_addresses)


def _check_time(text: str, field: str) -> None:
    with naming(field):
        check_duration(text)


def _listener_faults(
    draft: Draft, path: ObjectPath, name: str, listener: Listener
) -> Iterator[Fault]:
    yield from attempt(path, interface_named, draft, listener.interface)
    yield from attempt(path, use_certificate, draft, name, listener.certificate)
    yield from attempt(path, check_profile, draft, listener.bounce_profile)
    domain = listener.default_domain
    if domain is not None:
        yield from attempt(path, check_hostname, domain, "default_domain")
    for recipient in listener.rat:
        yield from attempt((*path, "rat", recipient), rat.check_entry, recipient)
    for source, rewrite in listener.masquerade.items():
        own = (*path, "masquerade", source)
        yield from attempt(own, _check_rewrite, "masquerade", source, rewrite.to)
    for source, rewrite in listener.domain_map.items():
        own = (*path, "domain_map", source)
        yield from attempt(own, _check_rewrite, "domain_map", source, rewrite.to)
    yield from _table_faults(draft, (*path, "hat"), listener.hat)


def _check_rewrite(table: rewriting.Table, source: str, to: str) -> None:
    rewriting.check_target(table, to, rewriting.check_source(table, source))


def _table_faults(draft: Draft, path: ObjectPath, hat: HostAccessTable) -> Iterator[Fault]:
    yield from attempt(path, check_room, hat)
    if sorted(hat.order) != sorted(hat.groups):
        yield Fault(path, "order", "The order must name every sender group once.")
    if hat.order[-1:] != (EVERYONE,):
        yield Fault(path, "order", f"The last sender group must be {EVERYONE}.")
    for name, group in hat.groups.items():
        own = (*path, "groups", name)
        yield from attempt(own, check_name, name, GROUP)
        if group.policy not in hat.policies:
            text = f'The mail flow policy "{shown(group.policy)}" does not exist.'
            yield Fault(own, "policy", text)
        yield from attempt(own, _check_senders, group.senders)
    yield from _parameter_faults(draft, (*path, "default"), hat.default)
    for name, policy in hat.policies.items():
        own = (*path, "policies", name)
        yield from attempt(own, check_name, name, POLICY)
        yield from _parameter_faults(draft, own, policy.parameters)


def _check_senders(senders: tuple[str, ...]) -> None:
    with naming("senders"):
        for text in senders:
            check_sender(text)


def _parameter_faults(
    draft: Draft, path: ObjectPath, parameters: PolicyParameters
) -> Iterator[Fault]:
    hostname = parameters.banner_hostname
    if hostname is not None:
        yield from attempt(path, check_hostname, hostname, "banner_hostname")
    for field in ("accept_text", "reject_text"):
        yield from attempt(path, check_response, getattr(parameters, field), field)
    yield from attempt(path, check_address_list, draft, parameters.tls_senders)
