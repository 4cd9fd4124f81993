"""TLS of HTTPS on one interface, in the form that asyncio's servers take."""

from __future__ import annotations

import os
import ssl
import tempfile
from pathlib import Path
from typing import Final

from esatui.services.tls.identity import Identity, KeyLoader, TlsUnavailable, load_identity
from state.certificates.quiet import without_warnings
from state.errors import StateError
from state.model.configuration import View
from state.model.services import SslService

_VERSIONS: Final = {
    "tlsv1_0": ssl.TLSVersion.TLSv1,
    "tlsv1_1": ssl.TLSVersion.TLSv1_1,
    "tlsv1_2": ssl.TLSVersion.TLSv1_2,
    "tlsv1_3": ssl.TLSVersion.TLSv1_3,
}
# A gap between the lowest and the highest version can only be closed this way.
_GAPS: Final = {
    ssl.TLSVersion.TLSv1_1: ssl.OP_NO_TLSv1_1,
    ssl.TLSVersion.TLSv1_2: ssl.OP_NO_TLSv1_2,
}


def https_context(view: View, interface: str, keys: KeyLoader) -> ssl.SSLContext:
    """Return the context of an interface's HTTPS service, with its certificate as it is stored.

    Make a new one for each commit. Raises TlsUnavailable.
    """
    identity = load_identity(view, view.interfaces.entries[interface].https_certificate, keys)
    return context_of(identity, view.ssl.gui)


def context_of(identity: Identity, settings: SslService) -> ssl.SSLContext:
    """Return a server context with these settings. Raises TlsUnavailable."""
    wanted = [version for name, version in _VERSIONS.items() if name in settings.method]
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _set_versions(context, wanted)
        level = "" if "@SECLEVEL" in settings.ciphers else ":@SECLEVEL=0"
        context.set_ciphers(settings.ciphers + level)
        if not settings.renegotiation:
            context.options |= ssl.OP_NO_RENEGOTIATION
        load_into(context, identity)
    except (ssl.SSLError, ValueError, OSError, StateError) as error:
        raise TlsUnavailable(
            f'Certificate "{identity.profile}" or TLS settings unusable.'
        ) from error
    return context


def _set_versions(context: ssl.SSLContext, wanted: list[ssl.TLSVersion]) -> None:
    if not wanted:
        raise ValueError("no TLS version")
    low, high = min(wanted), max(wanted)
    # Python warns of the old versions; whoever has set them wants just these.
    with without_warnings():
        context.minimum_version, context.maximum_version = low, high
        for version, switch in _GAPS.items():
            if low < version < high and version not in wanted:
                context.options |= switch


def load_into(context: ssl.SSLContext, identity: Identity) -> None:
    """Let a context present an identity, of which the library takes only files.

    The key is written encrypted, under a passphrase that is forgotten here: a file that is left
    behind by a crash holds nothing. Raises ssl.SSLError, OSError and StateError for what cannot be
    used.
    """
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    passphrase = os.urandom(32).hex()
    encryption = BestAvailableEncryption(passphrase.encode("ascii"))
    key = identity.key.signing_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    chain = "".join(each.pem for each in (identity.certificate, *identity.intermediates))
    with tempfile.TemporaryDirectory(prefix="esatui-") as directory:
        certificate_file, key_file = Path(directory, "chain.pem"), Path(directory, "key.pem")
        certificate_file.write_text(chain, "ascii")
        key_file.write_bytes(key)
        context.load_cert_chain(certificate_file, key_file, passphrase)
