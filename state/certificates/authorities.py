"""Certificate authorities: the list that ships with the system, and the import of custom ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from state.certificates.certificate import Certificate
from state.certificates.issuers import MAXIMUM_SIGNATURES, IssuerSearch
from state.certificates.names import NOT_FULLY_QUALIFIED, names_fully_qualified
from state.certificates.parsing import read_certificates
from state.certificates.validity import status
from state.errors import CertificateError

NO_PEM: Final = "Could not read PEM data from file."
# Lists of authorities are longer than chains; what is read is bounded by 1 MiB all the same.
MAXIMUM_AUTHORITIES: Final = 1000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`accepted` certificates in the order of the file; one message for each that was refused."""

    accepted: tuple[Certificate, ...]
    messages: tuple[str, ...]


@lru_cache(maxsize=1)
def system_authorities() -> tuple[Certificate, ...]:
    """Mozilla's list of authorities, as the installed `certifi` has it, in its order."""
    import certifi

    return read_certificates(certifi.contents(), maximum=MAXIMUM_AUTHORITIES)


def read_authorities(data: bytes) -> tuple[Certificate, ...]:
    """The certificates of an import file.

    Raises CertificateError ("Could not read PEM data from file.") when it holds none.
    """
    try:
        return read_certificates(data, maximum=MAXIMUM_AUTHORITIES)
    except CertificateError as error:
        raise CertificateError(NO_PEM) from error


def import_authorities(
    existing: Iterable[Certificate],
    new: Sequence[Certificate],
    now: datetime,
    *,
    check_fqdn: bool = False,
    system: Iterable[Certificate] = (),
) -> ImportResult:
    """Checks certificates for the custom list, as `certconfig`, CERTAUTHORITY, CUSTOM, IMPORT does.

    `existing` is the custom list so far. A root may also come from `new` itself or from `system`.
    With `check_fqdn`, one name that is not fully qualified refuses the whole file.
    """
    if check_fqdn and not all(names_fully_qualified(each) for each in new):
        return ImportResult((), (NOT_FULLY_QUALIFIED,))
    known = set(existing)
    messages: list[str] = []
    candidates: list[Certificate] = []
    for each in new:
        fault = _fault(each, {*known, *candidates}, now)
        if fault:
            messages.append(fault)
        else:
            candidates.append(each)
    rooted = _rooted(candidates, (*known, *system))
    messages += [_rootless(each) for each in candidates if each not in rooted]
    return ImportResult(tuple(each for each in candidates if each in rooted), tuple(messages))


def _fault(certificate: Certificate, known: set[Certificate], now: datetime) -> str:
    name = certificate.subject
    if status(certificate, now) == "Expired":
        return f'Certificate "{name}" has expired and was not imported.'
    if certificate in known:
        return f'Certificate "{name}" already exists and was not imported.'
    if not certificate.is_ca:
        return f'Certificate "{name}" is not a certificate authority and was not imported.'
    return ""


def _rootless(certificate: Certificate) -> str:
    return (
        f'The root certificate authority of "{certificate.subject}" is missing. '
        "The certificate was not imported."
    )


def _rooted(candidates: Sequence[Certificate], known: Iterable[Certificate]) -> set[Certificate]:
    """Those candidates from which issuers lead to a self-signed certificate."""
    everything = tuple(dict.fromkeys((*candidates, *known)))
    # Everybody's issuer is asked for, once; the lists may be long.
    search = IssuerSearch(everything, budget=MAXIMUM_SIGNATURES + 4 * len(everything))
    issued: dict[Certificate, list[Certificate]] = {}
    for each in everything:
        for issuer in search.issuers(each):
            issued.setdefault(issuer, []).append(each)
    waiting = [each for each in everything if each.self_signed]
    rooted = set(waiting)
    while waiting:
        for child in issued.get(waiting.pop(), ()):
            if child not in rooted:
                rooted.add(child)
                waiting.append(child)
    return rooted & set(candidates)
