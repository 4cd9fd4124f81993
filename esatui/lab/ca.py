"""A certificate authority for practice and for tests: any certificate, with any fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from esatui.lab import extensions
from esatui.lab.keys import LabKeys
from esatui.lab.sha1 import resigned_with_sha1
from esatui.lab.wish import DAY, Issued, Wish
from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.keys import PrivateKey
from state.clock import Clock
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

    Builder = TypeVar("Builder", x509.CertificateBuilder, x509.CertificateRevocationListBuilder)

INVALID_REQUEST: Final = "Invalid certificate signing request."
_HASHES: Final = {"sha256": "SHA256", "sha384": "SHA384", "sha1": "SHA256"}


class LabAuthority:
    """Makes roots, intermediates, server certificates and revocation lists.

    It keeps nothing: every issuer is passed in. The same keys and clock give the same octets.
    """

    def __init__(self, keys: LabKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def root(self, name: str, wish: Wish | None = None) -> Issued:
        """Return a self-signed authority, valid for ten years unless wished otherwise."""
        return self.issue(_authority(name, wish or Wish(end=3650 * DAY)))

    def intermediate(self, name: str, issuer: Issued, wish: Wish | None = None) -> Issued:
        """Return an authority below another, valid for five years unless wished otherwise."""
        return self.issue(_authority(name, wish or Wish(end=1825 * DAY)), issuer)

    def server(self, *names: str, issuer: Issued, wish: Wish | None = None) -> Issued:
        """Return a certificate for these DNS names; the first is also its CN."""
        wish = replace(wish or Wish(), common_name=names[0], dns_names=names)
        return self.issue(wish, issuer)

    def issue(self, wish: Wish, issuer: Issued | None = None) -> Issued:
        """Return a certificate as it is wished, self-signed without an issuer.

        Raises ValueError for what X.509 cannot express.
        """
        from cryptography import x509

        key = wish.key or self._keys.elliptic()
        public = key.signing_key.public_key()
        subject = extensions.subject(wish)
        issuer_name = parse(issuer.certificate.der).subject if issuer else subject
        signer = issuer.key if issuer else key
        builder = self._builder(wish, public).subject_name(subject).issuer_name(issuer_name)
        names = [x509.DNSName(each) for each in wish.dns_names]
        if names:
            alternative = x509.SubjectAlternativeName(names)
            builder = builder.add_extension(alternative, critical=not subject.rdns)
        return Issued(_sign(_identified(builder, public, signer), signer, wish), key)

    def sign_request(self, request: str, issuer: Issued, wish: Wish | None = None) -> Certificate:
        """Return the certificate for a CSR (PEM), with its subject and its alternative names.

        Raises CertificateError for what is no request, or is signed by another key.
        """
        asked = _read_request(request)
        wish = wish or Wish()
        public = _public_key(asked)
        issuer_name = parse(issuer.certificate.der).subject
        builder = self._builder(wish, public).subject_name(asked.subject).issuer_name(issuer_name)
        alternative = _requested_names(asked)
        if alternative is not None:
            builder = builder.add_extension(alternative, critical=not asked.subject.rdns)
        return _sign(_identified(builder, public, issuer.key), issuer.key, wish)

    def crl(
        self,
        issuer: Issued,
        revoked: Iterable[Certificate] = (),
        *,
        made: timedelta = -DAY,
        due: timedelta = 30 * DAY,
    ) -> bytes:
        """Return a revocation list in DER form; its times are counted from now."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        now = self._clock.now()
        builder = x509.CertificateRevocationListBuilder()
        builder = builder.issuer_name(parse(issuer.certificate.der).subject)
        builder = builder.last_update(now + made).next_update(now + due)
        for each in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(each.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now + made).build())
        signed = builder.sign(
            issuer.key.signing_key,
            extensions.digest("SHA256"),
            ecdsa_deterministic=_deterministic(issuer.key),
        )
        return signed.public_bytes(Encoding.DER)

    def _builder(self, wish: Wish, public: CertificatePublicKeyTypes) -> x509.CertificateBuilder:
        from cryptography import x509

        now = self._clock.now()
        builder = (
            x509.CertificateBuilder()
            .public_key(public)
            .serial_number(self._keys.serial_number())
            .not_valid_before(now + wish.start)
            .not_valid_after(now + wish.end)
        )
        for value, critical in extensions.wished(wish):
            builder = builder.add_extension(value, critical)
        return builder


def _authority(name: str, wish: Wish) -> Wish:
    """What is wished, as an authority; what it says of the CA flag counts when it says None."""
    ca = None if wish.ca is None else True
    purposes = None if wish.purposes == Wish().purposes else wish.purposes
    return replace(wish, common_name=name, ca=ca, purposes=purposes)


def _identified(
    builder: x509.CertificateBuilder, public: CertificatePublicKeyTypes, signer: PrivateKey
) -> x509.CertificateBuilder:
    from cryptography import x509

    issuing = signer.signing_key.public_key()
    own = x509.SubjectKeyIdentifier.from_public_key(public)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing)
    return builder.add_extension(own, critical=False).add_extension(above, critical=False)


def _sign(builder: x509.CertificateBuilder, signer: PrivateKey, wish: Wish) -> Certificate:
    from cryptography.hazmat.primitives.serialization import Encoding

    key = signer.signing_key
    algorithm = extensions.digest(_HASHES[wish.digest])
    signed = builder.sign(key, algorithm, ecdsa_deterministic=_deterministic(signer))
    if wish.digest == "sha1":
        return Certificate.from_der(resigned_with_sha1(signed, key))
    return Certificate.from_der(signed.public_bytes(Encoding.DER))


def _deterministic(key: PrivateKey) -> bool | None:
    """Elliptic signatures without randomness (RFC 6979); the question is for them alone."""
    return True if key.key_text.startswith("EC") else None


def _read_request(request: str) -> x509.CertificateSigningRequest:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        asked = x509.load_pem_x509_csr(request.encode("ascii"))
        sound = asked.is_signature_valid
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise CertificateError(INVALID_REQUEST) from error
    if not sound:
        raise CertificateError(INVALID_REQUEST)
    return asked


def _public_key(request: x509.CertificateSigningRequest) -> CertificatePublicKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return request.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError(INVALID_REQUEST) from error


def _requested_names(
    request: x509.CertificateSigningRequest,
) -> x509.SubjectAlternativeName | None:
    from cryptography import x509

    try:
        return request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    except (ValueError, x509.DuplicateExtension) as error:
        raise CertificateError(INVALID_REQUEST) from error
