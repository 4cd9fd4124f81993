"""What a cipher string selects, asked of the libraries that will use it."""

from __future__ import annotations

import ssl

from OpenSSL import SSL

from state.errors import StateError
from state.operations.ssl import INVALID_CIPHERS, check_ciphers


def listed(text: str) -> tuple[str, ...]:
    """Return a line for each suite, the form and order of `openssl ciphers -v`, TLS 1.3 included.

    Raises `StateError` ("Invalid cipher string.") for a string that selects no cipher of TLS 1.2 or
    below, in the library of HTTPS or in that of SMTP.
    """
    check_ciphers(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.set_ciphers(text)
        SSL.Context(SSL.TLS_METHOD).set_cipher_list(text.encode("ascii"))
    except (ssl.SSLError, SSL.Error) as error:
        raise StateError(INVALID_CIPHERS, "ciphers") from error
    return tuple(str(each["description"]).rstrip() for each in context.get_ciphers())
