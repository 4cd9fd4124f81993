"""Certificate profiles, authorities and revocation lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from state.certificates.certificate import Certificate
from state.certificates.names import check_profile_name
from state.certificates.parsing import read_certificates
from state.errors import CertificateError, StateError
from state.model.certificates import DEMO, CertificateProfile, Crl, CrlSource
from state.model.configuration import Draft
from state.operations.certificates import DEMO_FIXED, KEY_MISMATCH, MAXIMUM_INTERMEDIATES
from state.operations.crl import check_primary_url, check_secondary_url, check_source_name
from state.validation.fault import Fault, attempt, naming

PROFILES = ("certificates", "profiles")


def certificate_faults(draft: Draft, private_key: Callable[[str], str]) -> Iterator[Fault]:
    """Yield the faults of the profiles; `private_key` raises `StateError` for a missing key."""
    if DEMO not in draft.certificates.profiles:
        yield Fault(("certificates",), None, f'The certificate profile "{DEMO}" is missing.')
    for name, profile in draft.certificates.profiles.items():
        path = (*PROFILES, name)
        yield from attempt(path, _check_name, name)
        yield from attempt(path, _check_profile, profile)
        yield from attempt(path, _check_key, private_key, profile.key)


def _check_name(name: str) -> None:
    check_profile_name(name)
    if name != DEMO and name.lower() == DEMO.lower():
        raise StateError(DEMO_FIXED, "name")


def _check_profile(profile: CertificateProfile) -> None:
    certificate = one_certificate(profile.certificate, "certificate")
    if certificate.key_id != profile.key:
        raise CertificateError(KEY_MISMATCH, "key")
    if len(profile.intermediates) > MAXIMUM_INTERMEDIATES:
        text = f"There are more than {MAXIMUM_INTERMEDIATES} intermediate certificates."
        raise CertificateError(text, "intermediates")
    for pem in profile.intermediates:
        one_certificate(pem, "intermediates")
    if profile.csr is not None:
        _check_request(profile.csr, profile.key)


def _check_key(private_key: Callable[[str], str], key_id: str) -> None:
    with naming("key"):
        private_key(key_id)


def _check_request(request: str, key_id: str) -> None:
    from state.certificates.request import request_key_id

    with naming("csr"):
        found = request_key_id(request)
    if found != key_id:
        raise CertificateError("The request is for another key.", "csr")


def one_certificate(pem: str, field: str) -> Certificate:
    """Return the certificate in a PEM text that holds nothing else.

    Raises `CertificateError`, also for text around it: nothing but the certificate may reach those
    who are sent the text.
    """
    with naming(field):
        certificate = Certificate.from_pem(pem)
        alone = len(read_certificates(pem)) == 1
    if not alone or "".join(pem.split()) != "".join(certificate.pem.split()):
        raise CertificateError("The text is not one certificate alone.", field)
    return certificate


def authority_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the custom authorities."""
    for name, pem in draft.authorities.custom.items():
        path = ("authorities", "custom", name)
        yield from attempt(path, _check_authority, pem, name)


def _check_authority(pem: str, name: str) -> None:
    if one_certificate(pem, "certificate").fingerprint_sha256 != name:
        raise CertificateError("The name is not the fingerprint of the certificate.")


def crl_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the sources of revocation lists."""
    unused = draft.write(crl=Crl())

    def check(name: str) -> Iterator[Fault]:
        source: CrlSource = draft.crl.sources[name]
        path = ("crl", "sources", name)
        yield from attempt(path, check_source_name, unused, name)
        yield from attempt(path, _check_urls, source)

    return chain.from_iterable(map(check, draft.crl.sources))


def _check_urls(source: CrlSource) -> None:
    with naming("primary_url"):
        check_primary_url(source.primary_url)
    with naming("secondary_url"):
        check_secondary_url(source.secondary_url or "")
