"""Whether a server's certificate is for the host that was connected (RFC 9525, 6)."""

from __future__ import annotations

from ipaddress import ip_address

from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.matching import certificate_covers


def server_covers(certificate: Certificate, host: str) -> bool:
    """Return whether `certificate` is for `host`, a host name or an IP address.

    A name is looked for in the SANs, or in the CN of a certificate without any; an address in
    SANs of its own kind only. Wildcards count as in `certificate_covers`.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return certificate_covers(certificate, (host,))
    return address in _addresses(certificate)


def _addresses(certificate: Certificate) -> list[object]:
    from cryptography import x509

    try:
        extensions = parse(certificate.der).extensions
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return []
    return list(names.get_values_for_type(x509.IPAddress))
