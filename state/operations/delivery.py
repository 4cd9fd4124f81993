"""Settings of `deliveryconfig`."""

from __future__ import annotations

from typing import Final

from state.model.configuration import Draft
from state.model.destinations import Delivery
from state.operations.interfaces import interface_named
from state.operations.values import NumberRange

CONCURRENCY: Final = NumberRange(1, 50_000, "concurrency")
"""Outbound connections of the whole system."""
TLS_CONCURRENCY: Final = NumberRange(1, 50_000, "tls_concurrency")


def set_delivery(draft: Draft, delivery: Delivery) -> Draft:
    """Return a draft with these settings.

    Raises `StateError` for an interface that does not exist and for a number out of range.
    """
    if delivery.interface is not None:
        interface_named(draft, delivery.interface)
    CONCURRENCY.check(delivery.concurrency)
    TLS_CONCURRENCY.check(delivery.tls_concurrency)
    return draft.write(delivery=delivery)
