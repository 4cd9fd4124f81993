"""A certificate authority for tests: quick (P-256), exact, with every fault that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from state.certificates import Certificate, PrivateKey

NOW = datetime(2024, 5, 20, 12, 0, 0, tzinfo=UTC)
YEAR = timedelta(days=365)

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extension = tuple[x509.ExtensionType, bool]

_serial_numbers = count(1000)


@cache
def ec_key(index: int = 0) -> ec.EllipticCurvePrivateKey:
    """One and the same P-256 key for one index, in every run."""
    return ec.derive_private_key(1_000_003 + index, ec.SECP256R1())


def private_key(key: SigningKey) -> PrivateKey:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return PrivateKey(pem.decode("ascii"))


def name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def common_name(value: str) -> x509.Name:
    return name((NameOID.COMMON_NAME, value))


@dataclass(frozen=True)
class Issued:
    """A certificate with its key; an authority when it may sign."""

    x509: x509.Certificate
    key: SigningKey

    @property
    def certificate(self) -> Certificate:
        return Certificate.from_der(self.x509.public_bytes(Encoding.DER))

    @property
    def private_key(self) -> PrivateKey:
        return private_key(self.key)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a certificate should be like."""

    key: SigningKey | None = None
    ca: bool | None = True
    path_length: int | None = None
    start: datetime = NOW - YEAR
    end: datetime = NOW + YEAR
    identifiers: bool = True
    extensions: Sequence[Extension] = ()


def issue(
    subject: str | x509.Name, issuer: Issued | None = None, wish: Wish | None = None
) -> Issued:
    """A certificate from this issuer, or self-signed. Each name has a key of its own."""
    wish = wish or Wish()
    subject_name = common_name(subject) if isinstance(subject, str) else subject
    key = wish.key or ec_key(sum(subject_name.public_bytes()) + len(subject_name.public_bytes()))
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject_name)
        .issuer_name(issuer.x509.subject if issuer else subject_name)
        .public_key(key.public_key())
        .serial_number(next(_serial_numbers))
        .not_valid_before(wish.start)
        .not_valid_after(wish.end)
    )
    if wish.ca is not None:
        constraints = x509.BasicConstraints(wish.ca, wish.path_length)
        builder = builder.add_extension(constraints, critical=True)
    if wish.identifiers:
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuing = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(own, critical=False).add_extension(issuing, critical=False)
    for extension, critical in wish.extensions:
        builder = builder.add_extension(extension, critical)
    # The same in every run: what tests do with the bytes can be repeated.
    return Issued(builder.sign(signer, hashes.SHA256(), ecdsa_deterministic=_is_ec(signer)), key)


def _is_ec(key: SigningKey) -> bool | None:
    return True if isinstance(key, ec.EllipticCurvePrivateKey) else None


def leaf(subject: str, issuer: Issued, wish: Wish | None = None) -> Issued:
    """A server's certificate with its name as dNSName."""
    names: Extension = (x509.SubjectAlternativeName([x509.DNSName(subject)]), False)
    return issue(subject, issuer, wish or Wish(ca=False, extensions=[names]))


def tangle(count: int) -> tuple[list[Issued], Issued]:
    """Authorities of two names that all signed each other, and one that may sign as they do.

    Every certificate of one name was issued by every one of the other: the number of paths grows
    with the factorial of their number.
    """
    keys = ec_key(300), ec_key(301)
    names = "Tangle A", "Tangle B"
    signers = [Issued(issue(names[n]).x509, keys[n]) for n in (0, 1)]
    wishes = [Wish(key=key, identifiers=False) for key in keys]
    tangled = [issue(names[n % 2], signers[1 - n % 2], wishes[n % 2]) for n in range(count)]
    return tangled, signers[0]
