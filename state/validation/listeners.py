"""Listeners and their access tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from state.certificates.names import check_hostname
from state.errors import StateError
from state.model.configuration import Draft
from state.model.listeners import HostAccessTable, Listener, PolicyParameters
from state.objects import ObjectPath
from state.operations.bounces import check_profile
from state.operations.interfaces import interface_named
from state.operations.listeners import use_certificate
from state.operations.values import shown
from state.validation.fault import Fault, attempt

EVERYONE: Final = "ALL"
"""The sender group that is always the last."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 ._-]{0,63}")
_DURATION: Final = re.compile(r"[0-9]{1,6}[smhd]?")
_SENDER: Final = re.compile(r"[^\s,]{1,255}")


def listener_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the listeners and of their global settings."""
    listeners = draft.listeners
    for field in ("counter_reset", "timeout", "connection_time"):
        if not _DURATION.fullmatch(getattr(listeners, field)):
            yield Fault(("listeners",), field, "The value must be a time like 15m or 1h.")
    taken: dict[tuple[str, int], str] = {}
    for name, listener in listeners.entries.items():
        path = ("listeners", "entries", name)
        if not _NAME.fullmatch(name):
            yield Fault(path, None, "Symbols are not allowed in the name of a listener.")
        if taken.setdefault((listener.interface, listener.port), name) != name:
            yield Fault(path, "port", "Another listener already uses this interface and port.")
        yield from _listener_faults(draft, path, name, listener)


def _listener_faults(
    draft: Draft, path: ObjectPath, name: str, listener: Listener
) -> Iterator[Fault]:
    yield from attempt(path, interface_named, draft, listener.interface)
    yield from attempt(path, use_certificate, draft, name, listener.certificate)
    yield from attempt(path, check_profile, draft, listener.bounce_profile)
    domain = listener.default_domain
    if domain is not None:
        yield from attempt(path, check_hostname, domain, "default_domain")
    yield from _table_faults((*path, "hat"), listener.hat)


def _table_faults(path: ObjectPath, hat: HostAccessTable) -> Iterator[Fault]:
    if sorted(hat.order) != sorted(hat.groups):
        yield Fault(path, "order", "The order must name every sender group once.")
    if hat.order[-1:] != (EVERYONE,):
        yield Fault(path, "order", f"The last sender group must be {EVERYONE}.")
    for name, group in hat.groups.items():
        own = (*path, "groups", name)
        if not _NAME.fullmatch(name):
            yield Fault(own, None, "Symbols are not allowed in the name of a sender group.")
        if group.policy not in hat.policies:
            text = f'The mail flow policy "{shown(group.policy)}" does not exist.'
            yield Fault(own, "policy", text)
        if not all(map(_SENDER.fullmatch, group.senders)):
            yield Fault(own, "senders", "A sender is blank or contains spaces or commas.")
    yield from attempt((*path, "default"), _check_parameters, hat.default)
    for name, policy in hat.policies.items():
        own = (*path, "policies", name)
        if not _NAME.fullmatch(name):
            yield Fault(own, None, "Symbols are not allowed in the name of a mail flow policy.")
        yield from attempt(own, _check_parameters, policy.parameters)


def _check_parameters(parameters: PolicyParameters) -> None:
    if parameters.banner_hostname is not None:
        check_hostname(parameters.banner_hostname, "banner_hostname")
    for field in ("accept_text", "reject_text"):
        if getattr(parameters, field) == ():
            raise StateError("The value cannot be blank.", field)
