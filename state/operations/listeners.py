"""Listeners (`listenerconfig`)."""

from __future__ import annotations

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.listeners import InboundTls, Listener
from state.operations.usage import Service, assign
from state.operations.values import shown


def listener_named(view: View, name: str) -> Listener:
    """Return the listener of this exact name; raises `StateError` when there is none."""
    listener = view.listeners.entries.get(name)
    if listener is None:
        raise StateError(f'The listener "{shown(name)}" does not exist.', "listener")
    return listener


def use_certificate(draft: Draft, listener: str, profile: str) -> Draft:
    """Return a draft in which `listener` presents the certificate `profile`.

    Raises `StateError` when either does not exist.
    """
    return assign(draft, Service("listener", listener), profile)


def default_tls(listener: Listener) -> InboundTls:
    """Return the TLS level of the default policy parameters of a listener."""
    return listener.hat.default.tls or "off"
