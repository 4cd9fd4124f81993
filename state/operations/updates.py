"""Servers of updates and their certificates (`updateconfig`)."""

from __future__ import annotations

import dataclasses
from typing import Final

from state.certificates.authorities import read_authorities
from state.certificates.certificate import Certificate
from state.certificates.names import is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.updates import Updates
from state.operations.durations import check_duration
from state.operations.interfaces import interface_named
from state.operations.values import not_blank

MOST_TRUSTED: Final = 1000
BAD_URL: Final = "The URL must have the form http://server.example.com:port/path."


def trusted_certificates(view: View) -> tuple[Certificate, ...]:
    """Return the trusted certificates, in the order in which they are listed: by subject."""
    found = map(Certificate.from_pem, view.updates.trusted.values())
    return tuple(sorted(found, key=lambda each: (each.subject, each.fingerprint_sha256)))


def set_validation(draft: Draft, enabled: bool) -> Draft:
    """Return a draft in which certificates of update servers are verified or not."""
    return draft.write(updates=dataclasses.replace(draft.updates, validate_certificates=enabled))


def add_trusted(draft: Draft, text: str) -> Draft:
    """Return a draft with the PEM certificates of `text` among the trusted ones.

    Raises `StateError` when there is none in it, or nothing new.
    """
    found = {
        each.fingerprint_sha256: each.pem
        for each in read_authorities(text.encode("utf-8", "replace"))
    }
    present = draft.updates.trusted
    if all(name in present for name in found):
        raise StateError("The certificate is in the list already.", "certificate")
    trusted = {**present, **found}
    if len(trusted) > MOST_TRUSTED:
        raise StateError(f"The list can have {MOST_TRUSTED} certificates at most.", "certificate")
    return draft.write(updates=dataclasses.replace(draft.updates, trusted=trusted))


def delete_trusted(draft: Draft, fingerprint: str) -> Draft:
    """Return a draft without a trusted certificate (SHA-256 in hex). Raises `StateError`."""
    if fingerprint not in draft.updates.trusted:
        raise StateError("There is no such certificate.", "certificate")
    left = {name: pem for name, pem in draft.updates.trusted.items() if name != fingerprint}
    return draft.write(updates=dataclasses.replace(draft.updates, trusted=left))


def check_server_url(text: str) -> str:
    """Return the URL of a server, `http://host[:port][/path]` or https; raises `StateError`."""
    from urllib.parse import urlsplit

    plain = not_blank(text)
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        raise StateError(BAD_URL, "server") from None
    wrong = parts.scheme not in ("http", "https") or not is_hostname(parts.hostname or "")
    if wrong or port == 0 or parts.username or parts.query or not plain.isprintable():
        raise StateError(BAD_URL, "server")
    return plain


def set_updates(draft: Draft, updates: Updates) -> Draft:
    """Return a draft with where updates come from as in `updates`; certificates do not count.

    Raises `StateError` for a value that is wrong.
    """
    for url in (updates.server, updates.http_proxy, updates.https_proxy):
        if url is not None:
            check_server_url(url)
    if updates.interface is not None:
        interface_named(draft, updates.interface)
    now = draft.updates
    checked = dataclasses.replace(
        updates,
        interval=check_duration(updates.interval),
        validate_certificates=now.validate_certificates,
        trusted=now.trusted,
    )
    return draft.write(updates=checked)
