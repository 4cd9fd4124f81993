"""Name constraints of authorities (RFC 5280 section 4.2.1.10), as OpenSSL understands them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from state.certificates.certificate import Certificate
from state.certificates.der import DerError, read_element
from state.certificates.distinguished_name import COMMON_NAME, NameKey, read_name
from state.certificates.facts import parse
from state.certificates.names import is_dns_name
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

Violation = Literal["permitted subtree violation", "excluded subtree violation"]

NOT_PERMITTED: Final = "permitted subtree violation"
EXCLUDED: Final = "excluded subtree violation"
# A certificate that is not meant to harm needs a hundred or two.
MAXIMUM_COMPARISONS: Final = 1 << 17
_EMAIL_ADDRESS: Final = "1.2.840.113549.1.9.1"


def violation(certificate: Certificate, issuer: Certificate, *, leaf: bool) -> Violation | None:
    """Return how a certificate breaks the constraints of an authority above it, if it does.

    A `leaf` without DNS names is also judged by its common names. Constraints that cannot be read,
    or are of a kind that nobody uses, permit nothing.
    """
    try:
        constraints = _constraints(issuer.der)
        if constraints is None:
            return None
        names = list(_names(certificate, leaf=leaf))
    except (ValueError, DerError, CertificateError):
        return NOT_PERMITTED
    permitted = constraints.permitted_subtrees or ()
    excluded = constraints.excluded_subtrees or ()
    if len(names) * (len(permitted) + len(excluded)) > MAXIMUM_COMPARISONS:
        return NOT_PERMITTED
    for name in names:
        if _covered(name, permitted, unknown=False) is False:
            return NOT_PERMITTED
        if _covered(name, excluded, unknown=True):
            return EXCLUDED
    return None


@lru_cache(maxsize=1024)
def _constraints(der: bytes) -> x509.NameConstraints | None:
    """Raises ValueError for extensions that cannot be read."""
    from cryptography import x509

    try:
        return parse(der).extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None
    except x509.DuplicateExtension as error:
        raise ValueError("duplicate extension") from error


def _names(certificate: Certificate, *, leaf: bool) -> Iterator[x509.GeneralName]:
    """All names that constraints speak of: of the subject, and alternative ones."""
    from cryptography import x509

    parsed = parse(certificate.der)
    subject = certificate.facts.subject
    if subject.relative_names:
        yield x509.DirectoryName(parsed.subject)
    attributes = [each for relative in subject.relative_names for each in relative]
    for attribute in attributes:
        if attribute.oid == _EMAIL_ADDRESS:
            yield x509.RFC822Name(attribute.value)
    try:
        alternatives = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        alternatives = None
    if alternatives is not None:
        yield from alternatives
    if leaf and not certificate.dns_names:
        for attribute in attributes:
            value = attribute.value
            if attribute.oid == COMMON_NAME and "." in value and is_dns_name(value):
                yield x509.DNSName(value)


def _covered(
    name: x509.GeneralName, subtrees: Iterable[x509.GeneralName], *, unknown: bool
) -> bool | None:
    """Whether some subtree covers a name; None when none is of its kind.

    `unknown` is the answer for kinds without a rule.
    """
    same_kind = [each for each in subtrees if type(each) is type(name)]
    if not same_kind:
        return None
    rule = _rules().get(type(name))
    if rule is None:
        return unknown
    return any(rule(name.value, each.value) for each in same_kind)


@lru_cache(maxsize=1)
def _rules() -> dict[type[x509.GeneralName], Callable[[Any, Any], bool]]:
    from cryptography import x509

    return {
        x509.DNSName: _dns,
        x509.RFC822Name: _email,
        x509.UniformResourceIdentifier: _uri,
        x509.IPAddress: _address,
        x509.DirectoryName: _directory,
    }


def _dns(name: str, base: str) -> bool:
    name, base = name.lower(), base.lower()
    if not base or name == base:
        return True
    return name.endswith(base if base.startswith(".") else f".{base}")


def _email(address: str, base: str) -> bool:
    local, at, host = address.rpartition("@")
    if not at:
        return False
    base_local, base_at, base_host = base.rpartition("@")
    if base_at:
        return local == base_local and host.lower() == base_host.lower()
    return _host(host, base_host)


def _uri(uri: str, base: str) -> bool:
    _, separator, rest = uri.partition("://")
    authority = rest.partition("/")[0]
    return bool(separator) and _host(authority.rpartition("@")[2].partition(":")[0], base)


def _host(host: str, base: str) -> bool:
    host, base = host.lower(), base.lower()
    return host.endswith(base) and len(host) > len(base) if base.startswith(".") else host == base


def _address(address: Any, network: Any) -> bool:
    return bool(address.version == network.version and address in network)


def _directory(name: x509.Name, base: x509.Name) -> bool:
    wanted = _key(base)
    return _key(name)[: len(wanted)] == wanted


def _key(name: x509.Name) -> NameKey:
    return read_name(read_element(name.public_bytes())).comparable
