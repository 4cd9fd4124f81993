"""Operations on certificate profiles (`certconfig`, CERTIFICATE; CLI reference, 2.2 to 2.8).

A profile is put together from certificates and keys that came from outside. How intermediates are
kept: **in order, and all of them**. The certificate's own chain is put into the order in which it
is sent, leaf to root, however it was given. Copies, alternatives and strangers follow it as they
came. They are named (`chain_warnings`) but not dropped: the appliance serves faulty chains as
stored (TLS behaviour, 7), and finding and removing such a certificate is what is to be practised.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from state.certificates.certificate import Certificate
from state.certificates.chain import arrange, split_leaf
from state.certificates.chain_faults import Fault, chain_faults
from state.certificates.names import (
    NOT_FULLY_QUALIFIED,
    check_profile_name,
    is_fqdn,
    names_fully_qualified,
)
from state.certificates.parsing import read_certificates
from state.certificates.request import (
    MAXIMUM_DAYS,
    Subject,
    self_signed,
    signing_request,
)
from state.errors import CertificateError, StateError
from state.model.certificates import DEMO, CertificateProfile
from state.model.configuration import Draft, View
from state.operations.usage import released, services_using
from state.operations.values import BLANK, NumberRange

if TYPE_CHECKING:
    from state.certificates.keys import PrivateKey

DEMO_FIXED: Final = f'The "{DEMO}" certificate profile cannot be modified.'
KEY_MISMATCH: Final = "The private key does not sign certificate. Discarding."
MAXIMUM_INTERMEDIATES: Final = 100
"""Most intermediates of one profile; peers refuse chains far shorter than this."""

_TOLD: Final = frozenset({"duplicate", "stranger", "same subject twice", "root included"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """What `certconfig`, NEW asks for, apart from the key: the certificate is made for it.

    `days` counts from now. `emails` and `dns_names` go into subjectAltName, after the common name.
    """

    subject: Subject
    days: int = 3650
    smime: bool = False
    emails: tuple[str, ...] = ()
    dns_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The certificates of one paste: the one that it is about, and what came with it."""

    certificate: Certificate
    others: tuple[Certificate, ...] = ()

    @property
    def all(self) -> tuple[Certificate, ...]:
        """The certificate, then the others in the order in which they were given."""
        return (self.certificate, *self.others)

    def for_key(self, key_id: str) -> Pasted:
        """Return the same certificates, the one for this key in front.

        Raises `CertificateError` when none is for it.
        """
        if self.certificate.key_id == key_id:
            return self
        for position, each in enumerate(self.others):
            if each.key_id == key_id:
                others = list(self.others)
                others[position] = self.certificate
                return Pasted(certificate=each, others=tuple(others))
        raise CertificateError(KEY_MISMATCH, "certificate")


def editable_profiles(view: View) -> tuple[str, ...]:
    """Return the names of all profiles but `Demo`, in the order of the list."""
    names = (name for name in view.certificates.profiles if name != DEMO)
    return tuple(sorted(names, key=lambda name: (name.lower(), name)))


def listed_profiles(view: View) -> tuple[str, ...]:
    """Return the names of all profiles in the order of the list: `Demo` is always last."""
    demo = (DEMO,) if DEMO in view.certificates.profiles else ()
    return (*editable_profiles(view), *demo)


def check_new_name(name: str) -> str:
    """Return a name that a profile may be given. Raises `StateError`.

    `Demo` is refused in any letter case: two names that differ in that only would be mixed up.
    """
    if not name:
        raise StateError(BLANK, "name")
    if name.lower() == DEMO.lower():
        raise StateError(DEMO_FIXED, "name")
    check_profile_name(name)
    return name


def profile_named(view: View, name: str) -> CertificateProfile:
    """Return an existing profile that may be changed. Raises `StateError`."""
    if name == DEMO:
        raise StateError(DEMO_FIXED, "name")
    profile = view.certificates.profiles.get(name)
    if profile is None:
        raise StateError(f'The certificate profile "{name}" does not exist.', "name")
    return profile


def read_pasted(data: str | bytes) -> Pasted:
    """Return the certificates of a public certificate paste or upload.

    It may hold a whole chain in any order, in PEM, base64, DER or PKCS#7. The certificate is the
    one that issued none of the others. Raises `CertificateError`.
    """
    certificate, others = split_leaf(read_certificates(data, maximum=MAXIMUM_INTERMEDIATES))
    return Pasted(certificate=certificate, others=others)


def check_days(text: str) -> int:
    """Return for how many days a certificate is to be valid. Raises `StateError`."""
    return NumberRange(1, MAXIMUM_DAYS, "days").parse(text)


def check_fully_qualified(certificate: Certificate) -> None:
    """Raise `CertificateError` unless all names of the certificate are fully qualified."""
    if not names_fully_qualified(certificate):
        raise CertificateError(NOT_FULLY_QUALIFIED, "certificate")


def check_common_name_qualified(common_name: str) -> None:
    """Raise `CertificateError` unless a common name is a fully qualified domain name."""
    if not is_fqdn(common_name):
        raise CertificateError(NOT_FULLY_QUALIFIED, "common_name")


def chain_warnings(
    certificate: Certificate, intermediates: Sequence[Certificate], now: datetime
) -> tuple[str, ...]:
    """Return one line for each copy, stranger, namesake and needless root among intermediates.

    A line names the certificate by its number, counted from 1, since subjects may be equal.
    """
    faults = [each for each in chain_faults(certificate, intermediates, now) if each.kind in _TOLD]
    strangers = {fault.certificate for fault in faults if fault.kind == "stranger"}
    return tuple(
        _warning(fault, intermediates)
        for fault in faults
        if not (fault.kind == "root included" and fault.certificate in strangers)
    )


def _warning(fault: Fault, intermediates: Sequence[Certificate]) -> str:
    places = [number for number, each in enumerate(intermediates, 1) if each == fault.certificate]
    if fault.kind == "same subject twice" or not places:
        return f"Warning: {fault.text}"
    return f"Warning (intermediate {places[-1]}): {fault.text}"


def in_order(
    certificate: Certificate, intermediates: Iterable[Certificate]
) -> tuple[Certificate, ...]:
    """Return intermediates in the order in which they are kept: the chain, then all others.

    Raises `CertificateError` when there are more than a profile can have.
    """
    given = tuple(intermediates)
    if len(given) > MAXIMUM_INTERMEDIATES:
        raise CertificateError(
            f"A certificate profile can have at most {MAXIMUM_INTERMEDIATES} intermediate "
            "certificates.",
            "intermediates",
        )
    return arrange(certificate, given).ordered


def intermediates_of(profile: CertificateProfile) -> tuple[Certificate, ...]:
    """Return the stored intermediates, in their order."""
    return tuple(Certificate.from_pem(pem) for pem in profile.intermediates)


def create_profile(
    draft: Draft,
    name: str,
    new: NewCertificate,
    key: PrivateKey,
    *,
    now: datetime,
    serial_number: int,
) -> Draft:
    """Return a draft with a self-signed certificate, its request and its key (NEW).

    A profile of that name is replaced and keeps its assignments. Raises `StateError`.
    """
    certificate = self_signed(
        key,
        new.subject,
        days=new.days,
        now=now,
        serial_number=serial_number,
        dns_names=new.dns_names,
        emails=new.emails,
        smime=new.smime,
    )
    request = signing_request(
        key, new.subject, dns_names=new.dns_names, emails=new.emails, smime=new.smime
    )
    profile = CertificateProfile(
        certificate=certificate.pem, key=key.key_id, csr=request, smime=new.smime
    )
    return _stored(draft, name, profile).with_key(key.key_id, key.pem)


def install_profile(
    draft: Draft,
    name: str,
    certificate: Certificate,
    key: PrivateKey,
    intermediates: Iterable[Certificate] = (),
) -> Draft:
    """Return a draft with a certificate that comes with its key (IMPORT, PASTE).

    A profile of that name is replaced and keeps its assignments. Raises `CertificateError` when
    key and certificate do not belong together.
    """
    if not key.matches(certificate):
        raise CertificateError(KEY_MISMATCH, "key")
    profile = CertificateProfile(
        certificate=certificate.pem,
        key=key.key_id,
        intermediates=_pem(in_order(certificate, intermediates)),
    )
    return _stored(draft, name, profile).with_key(key.key_id, key.pem)


def update_profile(
    draft: Draft, name: str, certificate: Certificate, intermediates: Iterable[Certificate]
) -> Draft:
    """Return a draft with other certificates for the key that the profile has (EDIT).

    Key, request and assignments stay. Raises `CertificateError` when the certificate is for another
    key.
    """
    profile = profile_named(draft, name)
    if certificate.key_id != profile.key:
        raise CertificateError(KEY_MISMATCH, "certificate")
    changed = dataclasses.replace(
        profile,
        certificate=certificate.pem,
        intermediates=_pem(in_order(certificate, intermediates)),
    )
    return draft if changed == profile else _stored(draft, name, changed)


def check_deletable(view: View, name: str) -> None:
    """Raise `StateError` when a profile is in use; its text lists the services."""
    profile_named(view, name)
    services = services_using(view, name)
    if services:
        lines = [
            f'The certificate profile "{name}" is in use and cannot be deleted.',
            "It is assigned to the following services:",
            *(f"  {service.label}" for service in services),
        ]
        raise StateError("\n".join(lines), "name")


def delete_profile(draft: Draft, name: str) -> Draft:
    """Return a draft without this profile. Raises `StateError` when it is in use."""
    check_deletable(draft, name)
    profiles = {key: value for key, value in draft.certificates.profiles.items() if key != name}
    draft = released(draft, name)
    return draft.write(certificates=dataclasses.replace(draft.certificates, profiles=profiles))


def export_profile(view: View, name: str, key: PrivateKey, passphrase: str) -> bytes:
    """Return a profile as a PKCS#12 file: certificate, key and intermediates.

    `key` is the private key of the profile. Raises `StateError`.
    """
    from state.certificates.pkcs12 import write_pkcs12

    if not passphrase:
        raise StateError(BLANK, "passphrase")
    if any("\ud800" <= character <= "\udfff" for character in passphrase):
        # Bytes that are no UTF-8: no other program could be given the same passphrase.
        raise StateError("The passphrase contains invalid characters.", "passphrase")
    profile = profile_named(view, name)
    certificate = Certificate.from_pem(profile.certificate)
    return write_pkcs12(name, certificate, key, intermediates_of(profile), passphrase)


def awaits_commit(running: View, name: str, profile: CertificateProfile) -> bool:
    """Return whether the key of a profile would be lost if its session ended now.

    Until then a certificate that was signed for its request cannot be applied (CLI reference, 2.5).
    """
    committed = running.certificates.profiles.get(name)
    return committed is None or committed.key != profile.key


def _stored(draft: Draft, name: str, profile: CertificateProfile) -> Draft:
    check_new_name(name)
    profiles = {**draft.certificates.profiles, name: profile}
    return draft.write(certificates=dataclasses.replace(draft.certificates, profiles=profiles))


def _pem(certificates: Iterable[Certificate]) -> tuple[str, ...]:
    return tuple(each.pem for each in certificates)
