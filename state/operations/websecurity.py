"""Settings of `websecurityconfig` (URL filtering)."""

from __future__ import annotations

from dataclasses import replace

from state.errors import StateError
from state.model.configuration import Draft
from state.operations.usage import WEBSECURITY, assign


def set_filtering(draft: Draft, *, enabled: bool) -> Draft:
    """Return a draft with URL filtering on or off; its other settings stay."""
    return draft.write(websecurity=replace(draft.websecurity, enabled=enabled))


def set_tracking(draft: Draft, *, tracking: bool) -> Draft:
    """Return a draft with Web Interaction Tracking on or off."""
    return draft.write(websecurity=replace(draft.websecurity, tracking=tracking))


def use_url_list(draft: Draft, name: str) -> Draft:
    """Return a draft whose URL filtering leaves the URLs of this list alone.

    Raises `StateError` when the list does not exist.
    """
    if name not in draft.websecurity.url_lists:
        raise StateError(f'The URL list "{name}" does not exist.', "url_list")
    return draft.write(websecurity=replace(draft.websecurity, url_list=name))


def use_client_certificate(draft: Draft, profile: str | None) -> Draft:
    """Return a draft with this client certificate; `None` is the system provided one.

    Raises `StateError` when the certificate profile does not exist.
    """
    return assign(draft, WEBSECURITY, profile)
