"""Makes self-signed certificates and certificate signing requests."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from state.certificates.certificate import Certificate
from state.certificates.names import is_dns_name
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

    from state.certificates.keys import PrivateKey

COUNTRY_CODE: Final = "Country should be a ISO two character country code"
MAXIMUM_DAYS: Final = 36500

_TITLES: Final = {
    "state": "State or Province",
    "locality": "Locality or City",
    "organization": "Organization",
    "organizational_unit": "Organizational Unit",
    "common_name": "Common Name",
}
"""Prompt of each field (`certconfig`, NEW)."""

# RFC 5280, appendix A.1.
_BOUNDS: Final = {
    "state": 128,
    "locality": 128,
    "organization": 64,
    "organizational_unit": 64,
    "common_name": 64,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate is for. Empty fields are left out; a common name is needed.

    `country` is an ISO 3166 code of two letters.
    """

    common_name: str
    organization: str = ""
    organizational_unit: str = ""
    locality: str = ""
    state: str = ""
    country: str = ""


DEMO_SUBJECT: Final = Subject(
    common_name="Cisco Appliance Demo Certificate",
    organization="Cisco Systems",
    locality="San Bruno",
    state="California",
    country="US",
)


@dataclass(frozen=True, slots=True)
class _AlternativeNames:
    dns_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def check_subject(subject: Subject) -> None:
    """Raises CertificateError for the first field that cannot stand in a certificate."""
    if not subject.common_name:
        raise CertificateError("The value cannot be blank.", "common_name")
    for name in _BOUNDS:
        check_subject_field(name, getattr(subject, name))
    check_subject_field("country", subject.country)


def check_subject_field(field: str, value: str) -> None:
    """Checks one answer of `certconfig`, NEW; `field` is a field of Subject. '' is allowed.

    Raises CertificateError with the words for the operator.
    """
    if field == "country":
        if value and not re.fullmatch(r"[A-Za-z]{2}", value):
            raise CertificateError(COUNTRY_CODE, field)
        return
    bound = _BOUNDS[field]
    if len(value) > bound:
        raise CertificateError(
            f"{_TITLES[field]} must not be longer than {bound} characters.", field
        )
    if not (value.isascii() and value.isprintable()):
        raise CertificateError(
            f"{_TITLES[field]} must consist of printable ASCII characters. "
            "Write international domain names in their xn-- form.",
            field,
        )


def check_email(email: str) -> None:
    """Raises CertificateError unless the address can stand in an rfc822Name."""
    if len(email) > 254 or not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", email):
        raise CertificateError(
            'An email address is a localname, an "@" and a domain. (Ex: admin@example.com)',
            "emails",
        )


def check_dns_name(name: str) -> None:
    """Raises CertificateError unless the name can stand in a dNSName."""
    if not is_dns_name(name):
        raise CertificateError("The DNS name must be a valid hostname.", "dns_names")


def self_signed(  # noqa: PLR0913 (a certificate has that many parts, and each has its name)
    key: PrivateKey,
    subject: Subject,
    *,
    days: int,
    now: datetime,
    serial_number: int,
    dns_names: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
    smime: bool = False,
) -> Certificate:
    """A certificate signed by its own key (SHA-256), valid from `now` for `days` (1 to 36500).

    subjectAltName holds the common name (as dNSName, or as iPAddress for an address; left out when
    it is neither), then `dns_names` and `emails`. With `smime` it is for signing and encrypting
    mail, otherwise for TLS servers and clients. Raises CertificateError for a bad subject or name.
    """
    names = _alternative_names(subject, dns_names, emails)
    return _build(key, subject, names, (now, days), serial_number, smime=smime)


def demo_certificate(key: PrivateKey, *, now: datetime, serial_number: int) -> Certificate:
    """The certificate `Demo` of the factory: ten years, no subjectAltName."""
    return _build(key, DEMO_SUBJECT, _AlternativeNames(), (now, 3650), serial_number, smime=False)


def signing_request(
    key: PrivateKey,
    subject: Subject,
    *,
    dns_names: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
    smime: bool = False,
) -> str:
    """A PKCS#10 request in PEM, with the names and extensions that `self_signed` would give."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    check_subject(subject)
    names = _alternative_names(subject, dns_names, emails)
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(subject))
    for extension, critical in _extensions(key, names, smime=smime):
        builder = builder.add_extension(extension, critical)
    request = builder.sign(key.signing_key, SHA256())
    return request.public_bytes(Encoding.PEM).decode("ascii")


def request_key_id(request: str) -> str:
    """The identity of the key a request was made with, comparable to `Certificate.key_id`.

    Raises CertificateError when the text is no request.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    from state.certificates.public_keys import describe

    try:
        return describe(x509.load_pem_x509_csr(request.encode("utf-8")).public_key()).key_id
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise CertificateError("Invalid certificate signing request.") from error


def _build(
    key: PrivateKey,
    subject: Subject,
    names: _AlternativeNames,
    validity: tuple[datetime, int],
    serial_number: int,
    *,
    smime: bool,
) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    check_subject(subject)
    not_before, not_after = _validity(*validity)
    name = _name(subject)
    public_key = key.signing_key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public_key)
        .serial_number(serial_number)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    for extension, critical in _extensions(key, names, smime=smime):
        builder = builder.add_extension(extension, critical)
    own_key = x509.SubjectKeyIdentifier.from_public_key(public_key)
    builder = builder.add_extension(own_key, critical=False)
    signed = builder.sign(key.signing_key, SHA256())
    return Certificate.from_der(signed.public_bytes(Encoding.DER))


def _validity(now: datetime, days: int) -> tuple[datetime, datetime]:
    if not 1 <= days <= MAXIMUM_DAYS:
        raise CertificateError(f"The value must be between 1 and {MAXIMUM_DAYS}.", "days")
    start = now.replace(microsecond=0)
    try:
        return start, start + timedelta(days=days)
    except OverflowError as error:
        raise CertificateError("The certificate would end after the year 9999.", "days") from error


def _name(subject: Subject) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    fields = (
        (NameOID.COUNTRY_NAME, subject.country.upper()),
        (NameOID.STATE_OR_PROVINCE_NAME, subject.state),
        (NameOID.LOCALITY_NAME, subject.locality),
        (NameOID.ORGANIZATION_NAME, subject.organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, subject.organizational_unit),
        (NameOID.COMMON_NAME, subject.common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in fields if value])


def _alternative_names(
    subject: Subject, dns_names: tuple[str, ...], emails: tuple[str, ...]
) -> _AlternativeNames:
    for name in dns_names:
        check_dns_name(name)
    for email in emails:
        check_email(email)
    common_name = subject.common_name
    if is_dns_name(common_name):
        dns_names = (common_name, *dns_names)
    return _AlternativeNames(
        dns_names=tuple(dict.fromkeys(dns_names)),
        emails=tuple(dict.fromkeys(emails)),
        addresses=(common_name,) if _is_address(common_name) else (),
    )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _extensions(
    key: PrivateKey, names: _AlternativeNames, *, smime: bool
) -> list[tuple[x509.ExtensionType, bool]]:
    """Each extension with its criticality, in the order in which they stand."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    purposes = (
        [ExtendedKeyUsageOID.EMAIL_PROTECTION]
        if smime
        else [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    )
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(key, smime=smime), True),
        (x509.ExtendedKeyUsage(purposes), False),
    ]
    general_names: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in names.dns_names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in names.addresses),
        *(x509.RFC822Name(email) for email in names.emails),
    ]
    if general_names:
        extensions.append((x509.SubjectAlternativeName(general_names), False))
    return extensions


def _key_usage(key: PrivateKey, *, smime: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=smime,
        # Only an RSA key can encrypt a session key (RFC 5280 section 4.2.1.3).
        key_encipherment=key.key_text.startswith("RSA"),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
