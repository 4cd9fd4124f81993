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
from state.operations.durations import check_duration
from state.operations.interfaces import interface_named
from state.operations.listeners import check_free_port, check_listener_name, use_certificate
from state.operations.senders import check_recipient, check_system
from state.operations.values import shown
from state.validation.fault import Fault, attempt, naming

EVERYONE: Final = "ALL"
"""The sender group that is always the last, and the recipient that stands for all others."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 ._-]{0,63}")
_REPUTATION: Final = re.compile(r"sbrs\[(?:none|-?\d{1,2}(?:\.\d)?:-?\d{1,2}(?:\.\d)?)\]", re.ASCII)
"""Senders by their reputation score (CLI reference, 7.5)."""


def check_sender(text: str) -> str:
    """Return a sender of a group in the form that is kept; raises `StateError`."""
    plain = text.strip()
    return plain.lower() if _REPUTATION.fullmatch(plain.lower()) else check_system(plain)


def check_rat_name(text: str) -> str:
    """Return the name of an entry of the Recipient Access Table in the form that is kept.

    Raises `StateError`.
    """
    return EVERYONE if text.upper() == EVERYONE else check_recipient(text)


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
        yield from attempt((*path, "rat", recipient), check_rat_name, recipient)
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
        yield from attempt(own, _check_senders, group.senders)
    yield from attempt((*path, "default"), _check_parameters, hat.default)
    for name, policy in hat.policies.items():
        own = (*path, "policies", name)
        if not _NAME.fullmatch(name):
            yield Fault(own, None, "Symbols are not allowed in the name of a mail flow policy.")
        yield from attempt(own, _check_parameters, policy.parameters)


def _check_senders(senders: tuple[str, ...]) -> None:
    with naming("senders"):
        for text in senders:
            check_sender(text)


def _check_parameters(parameters: PolicyParameters) -> None:
    if parameters.banner_hostname is not None:
        check_hostname(parameters.banner_hostname, "banner_hostname")
    for field in ("accept_text", "reject_text"):
        if getattr(parameters, field) == ():
            raise StateError("The value cannot be blank.", field)
