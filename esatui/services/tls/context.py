"""Makes the library's contexts from the settings of `sslconfig` and a certificate profile."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final

from OpenSSL import SSL, crypto

from esatui.services.tls.identity import Identity, TlsUnavailable
from state.certificates.facts import parse
from state.errors import StateError
from state.model.services import SslService

_VERSION: Final = re.compile(r"tlsv1_([0-3])")
_NUMBERS: Final = {
    "0": SSL.TLS1_VERSION,
    "1": SSL.TLS1_1_VERSION,
    "2": SSL.TLS1_2_VERSION,
    "3": SSL.TLS1_3_VERSION,
}
_SWITCHES: Final = {
    "0": SSL.OP_NO_TLSv1,
    "1": SSL.OP_NO_TLSv1_1,
    "2": SSL.OP_NO_TLSv1_2,
    "3": SSL.OP_NO_TLSv1_3,
}
# SSL_OP_ALLOW_CLIENT_RENEGOTIATION of OpenSSL 3.0 and later, which has no name in pyOpenSSL.
_ALLOW_CLIENT_RENEGOTIATION: Final = 1 << 8
# Whatever the appliance stores it serves: 1024-bit keys, SHA-1 chains; TLS 1.0 needs it as well.
ANY_SECURITY: Final = 0
# Refuses keys of a peer under 1024 bits, Diffie-Hellman's included, and SHA-1 in the handshake.
SOME_SECURITY: Final = 1


def server_context(
    settings: SslService, identity: Identity, *, request_certificate: bool
) -> SSL.Context:
    """Return the context of a listener. Raises TlsUnavailable.

    With `request_certificate` clients are asked for a certificate, and any or none is taken.
    """
    context = _context(SSL.TLS_SERVER_METHOD, settings, identity, ANY_SECURITY)
    # Without tickets and without a cache no session is resumed: each handshake shows the
    # certificate, asks for the client's anew, and costs less than one that makes tickets.
    context.set_options(SSL.OP_CIPHER_SERVER_PREFERENCE | SSL.OP_NO_TICKET)
    renegotiation = _ALLOW_CLIENT_RENEGOTIATION if settings.renegotiation else 0
    context.set_options(renegotiation or SSL.OP_NO_RENEGOTIATION)
    with as_file(files("esatui.services.tls").joinpath("ffdhe2048.pem")) as parameters:
        context.load_tmp_dh(str(parameters))
    if request_certificate:
        context.set_verify(SSL.VERIFY_PEER, _take_any)
    return context


def client_context(settings: SslService, identity: Identity | None) -> SSL.Context:
    """Return the context of delivery, which verifies nothing. Raises TlsUnavailable.

    Without an identity no certificate is presented.
    """
    old_versions = {"0", "1"} & set(_VERSION.findall(settings.method))
    try:
        if old_versions:
            return _context(SSL.TLS_CLIENT_METHOD, settings, identity, ANY_SECURITY)
        return _context(SSL.TLS_CLIENT_METHOD, settings, identity, SOME_SECURITY)
    except TlsUnavailable:
        # The certificate of its own may be too weak for the higher level.
        return _context(SSL.TLS_CLIENT_METHOD, settings, identity, ANY_SECURITY)


def _context(
    method: int, settings: SslService, identity: Identity | None, level: int
) -> SSL.Context:
    try:
        context = SSL.Context(method)
        _set_versions(context, settings.method)
        context.set_cipher_list(_with_level(settings.ciphers, level).encode("ascii", "replace"))
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_mode(SSL.MODE_RELEASE_BUFFERS)
        context.set_options(SSL.OP_NO_COMPRESSION)
        if identity is not None:
            _set_identity(context, identity)
    except (SSL.Error, crypto.Error, ValueError) as error:
        raise TlsUnavailable(
            f'Certificate "{identity.profile if identity else ""}" or TLS settings unusable.'
        ) from error
    return context


def _set_versions(context: SSL.Context, method: str) -> None:
    wanted = set(_VERSION.findall(method))
    if not wanted:
        raise ValueError("no TLS version")
    context.set_min_proto_version(_NUMBERS[min(wanted)])
    context.set_max_proto_version(_NUMBERS[max(wanted)])
    for version, switch in _SWITCHES.items():
        if version not in wanted:
            context.set_options(switch)


def _with_level(ciphers: str, level: int) -> str:
    """An operator who names a security level means it."""
    return ciphers if "@SECLEVEL" in ciphers else f"{ciphers}:@SECLEVEL={level}"


def _set_identity(context: SSL.Context, identity: Identity) -> None:
    try:
        own = parse(identity.certificate.der)
        chain = [parse(each.der) for each in identity.intermediates]
        key = identity.key.signing_key
    except StateError as error:
        raise ValueError(error.text) from error
    context.use_certificate(own)
    context.use_privatekey(key)
    for each in chain:
        context.add_extra_chain_cert(each)
    context.check_privatekey()


def _take_any(
    connection: SSL.Connection, certificate: crypto.X509, error: int, depth: int, ok: int
) -> bool:
    return True


@lru_cache(maxsize=1)
def library_version() -> str:
    """The library's own words for its version."""
    return SSL.OpenSSL_version(SSL.OPENSSL_VERSION).decode("ascii")
