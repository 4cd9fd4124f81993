"""Log subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from state.model.configuration import Draft
from state.operations.logs import check_settings, check_subscription
from state.validation.fault import Fault, attempt


def log_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the logs."""
    yield from attempt(("logs",), check_settings, draft.logs)
    for name, subscription in draft.logs.subscriptions.items():
        path = ("logs", "subscriptions", name)
        yield from attempt(path, check_subscription, name, subscription)
