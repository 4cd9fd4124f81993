"""Certificates of update servers (`updateconfig`)."""

from __future__ import annotations

import dataclasses
from typing import Final

from state.certificates.authorities import read_authorities
from state.certificates.certificate import Certificate
from state.errors import StateError
from state.model.configuration import Draft, View

MOST_TRUSTED: Final = 1000


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
