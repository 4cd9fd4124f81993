"""The servers of `emconfig` and `ampconfig`: where they are, our certificate, whom to trust."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.certificates.names import is_hostname
from state.certificates.parsing import read_certificates
from state.errors import CertificateError, StateError
from state.model.configuration import Draft, View
from state.model.tls_servers import Amp, Dlp, TlsServer
from state.operations.authorities import custom_authorities
from state.operations.usage import AMP, DLP, assign
from state.operations.values import BLANK, PORT

BAD_HOST: Final = "The value must be a hostname or an IP address."
ONE_AUTHORITY: Final = "Exactly one certificate is expected."
NO_AUTHORITY: Final = "No certificate authority has been uploaded for this server."


def check_server_host(text: str) -> str:
    """Return a host name in small letters, or an address; raises `StateError` (`host`)."""
    from ipaddress import ip_address

    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "host")
    try:
        return str(ip_address(plain))
    except ValueError:
        if is_hostname(plain):
            return plain.lower()
    raise StateError(BAD_HOST, "host")


def read_authority(data: str | bytes) -> str:
    """Return the PEM text of the one certificate in `data` that a server may be verified by.

    That is an authority, or a certificate that is its own issuer. Raises `CertificateError`.
    """
    certificates = read_certificates(data)
    if len(certificates) != 1:
        raise CertificateError(ONE_AUTHORITY, "authority")
    certificate = certificates[0]
    if not (certificate.is_ca or certificate.self_signed):
        text = f'Certificate "{certificate.subject}" is not a certificate authority.'
        raise CertificateError(text, "authority")
    return certificate.pem


def check_server(server: TlsServer, *, needed: bool) -> TlsServer:
    """Return a server whose values were checked; with `needed` it must have a host.

    Raises `StateError`.
    """
    if server.host is not None:
        server = replace(server, host=check_server_host(server.host))
    elif needed:
        raise StateError(BLANK, "host")
    PORT.check(server.port)
    if server.trust == "own" and server.authority is None:
        raise StateError(NO_AUTHORITY, "authority")
    return server


def set_dlp(draft: Draft, dlp: Dlp) -> Draft:
    """Return a draft with these settings of the DLP manager; raises `StateError`."""
    server = check_server(dlp.server, needed=dlp.enabled)
    draft = assign(draft, DLP, server.certificate)
    return draft.write(dlp=dataclasses.replace(dlp, server=server))


def set_amp(draft: Draft, amp: Amp) -> Draft:
    """Return a draft with these settings of malware protection; raises `StateError`."""
    server = check_server(amp.server, needed=amp.analysis_server == "PRIVATE")
    draft = assign(draft, AMP, server.certificate)
    return draft.write(amp=dataclasses.replace(amp, server=server))


def trusted_for(view: View, server: TlsServer) -> Iterator[Certificate]:
    """Yield the certificates that the server may be verified by.

    A list that is disabled (`certconfig`, CERTAUTHORITY) is empty. Raises `CertificateError`.
    """
    authorities = view.authorities
    if server.trust == "own":
        if server.authority is not None:
            yield Certificate.from_pem(server.authority)
    elif server.trust == "custom" and authorities.custom_enabled:
        yield from custom_authorities(view)
    elif server.trust == "system" and authorities.system_enabled:
        yield from system_authorities()
