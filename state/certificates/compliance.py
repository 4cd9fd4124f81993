"""The two extra checks of a peer's certificate that `sslconfig` can switch on (CLI reference, 11).

The reference names them and says no more; what they check and their words are chosen here.
"""

from __future__ import annotations

from typing import Final

from state.certificates.certificate import Certificate
from state.certificates.names import names_fully_qualified
from state.certificates.usage import read_usage

NOT_FQDN: Final = "certificate names are not fully qualified"
NOT_X509: Final = "certificate does not comply with X.509"
# RFC 5280 section 4.1.2.2.
_LONGEST_SERIAL_NUMBER: Final = 20 * 8


def compliance_fault(certificate: Certificate, *, fqdn: bool, x509: bool) -> str | None:
    """Return what a peer's certificate violates of the checks that are on, None when nothing.

    `fqdn`: common name and DNS names are fully qualified. `x509`: version 3, a positive serial
    number of at most 20 octets, one algorithm inside and outside, and readable extensions
    (RFC 5280 section 4.1).
    """
    if fqdn and not names_fully_qualified(certificate):
        return NOT_FQDN
    return NOT_X509 if x509 and not _complies(certificate) else None


def _complies(certificate: Certificate) -> bool:
    facts = certificate.facts
    return (
        facts.version == 3
        and facts.serial_number > 0
        and facts.serial_number.bit_length() < _LONGEST_SERIAL_NUMBER
        and facts.algorithms_agree
        and bool(facts.issuer.relative_names)
        and read_usage(certificate.der).understood
    )
