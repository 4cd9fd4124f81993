"""Operations on the lists of trusted authorities (CLI reference, 2.10)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from state.certificates.authorities import (
    import_authorities,
    read_authorities,
    system_authorities,
)
from state.certificates.certificate import Certificate
from state.certificates.names import NOT_FULLY_QUALIFIED, names_fully_qualified
from state.errors import CertificateError, StateError
from state.model.configuration import Draft, View


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: the new draft, and what the operator is told."""

    draft: Draft
    count: int
    """How many authorities were imported."""
    messages: tuple[str, ...]
    """One line for each certificate that was not imported."""


def custom_authorities(view: View) -> tuple[Certificate, ...]:
    """Return the custom list, in the order of import."""
    return tuple(Certificate.from_pem(pem) for pem in view.authorities.custom.values())


def trusted_authorities(view: View) -> tuple[Certificate, ...]:
    """Return what is trusted: each list as far as it is enabled (TLS behaviour, 6.2)."""
    system = system_authorities() if view.authorities.system_enabled else ()
    custom = custom_authorities(view) if view.authorities.custom_enabled else ()
    return (*system, *custom)


def set_custom_enabled(draft: Draft, enabled: bool) -> Draft:
    """Return a draft with the custom list enabled or disabled."""
    return draft.write(authorities=dataclasses.replace(draft.authorities, custom_enabled=enabled))


def set_system_enabled(draft: Draft, enabled: bool) -> Draft:
    """Return a draft with the system list enabled or disabled."""
    return draft.write(authorities=dataclasses.replace(draft.authorities, system_enabled=enabled))


def import_custom(draft: Draft, data: bytes, now: datetime, *, check_fqdn: bool) -> Imported:
    """Return a draft with the authorities of a file added to the custom list.

    Each certificate is checked by itself; what fails is left out and named. With `check_fqdn` one
    name that is not fully qualified refuses the file. The root of an intermediate authority may be
    in the file, in the custom list, or in the system list while that is enabled. Raises
    `CertificateError` when the file holds no certificates, or for the names.
    """
    new = read_authorities(data)
    if check_fqdn and not all(names_fully_qualified(each) for each in new):
        raise CertificateError(NOT_FULLY_QUALIFIED, "file")
    system = system_authorities() if draft.authorities.system_enabled else ()
    result = import_authorities(custom_authorities(draft), new, now, system=system)
    if not result.accepted:
        return Imported(draft, 0, result.messages)
    added = {each.fingerprint_sha256: each.pem for each in result.accepted}
    custom = {**draft.authorities.custom, **added}
    authorities = dataclasses.replace(draft.authorities, custom=custom)
    return Imported(draft.write(authorities=authorities), len(result.accepted), result.messages)


def delete_custom(draft: Draft, fingerprint: str) -> Draft:
    """Return a draft without this custom authority (SHA-256 in hex). Raises `StateError`."""
    if fingerprint not in draft.authorities.custom:
        raise StateError("There is no such certificate authority.", "custom")
    custom = {key: pem for key, pem in draft.authorities.custom.items() if key != fingerprint}
    return draft.write(authorities=dataclasses.replace(draft.authorities, custom=custom))


def export_pem(authorities: Iterable[Certificate]) -> bytes:
    """Return authorities as a PEM file, one after the other.

    Without comments: a subject is somebody else's text and could look like PEM.
    """
    return "".join(each.pem for each in authorities).encode("ascii")
