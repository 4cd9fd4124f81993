"""Private keys under a pass phrase, as OpenSSL and others write them in PEM.

Two forms are in use: PKCS#8 (RFC 5958, RFC 7468 section 11), and the older one whose headers name
the cipher (RFC 1421 section 4.6.1). What is wrong is said, since a person has to find it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

from state.certificates.ber import to_der
from state.certificates.der import OCTET_STRING, SEQUENCE, DerError, children, expect, read_element
from state.certificates.keys import PrivateKey
from state.certificates.parsing import MAXIMUM_INPUT, read_private_key
from state.certificates.pbe import (
    TooMuchWork,
    UnknownMethod,
    Workload,
    decrypt,
    decrypt_cbc,
    passphrases,
    read_algorithm,
)
from state.certificates.private_keys import encode, load_der
from state.errors import CertificateError

NO_KEY: Final = "There is no private key in the text."
SEVERAL_KEYS: Final = "There is more than one private key in the text."
UNSUITABLE: Final = (
    "The private key is damaged, or not of a supported kind: RSA with 512 to 8192 bits, or an "
    "elliptic curve."
)
ENCRYPTED: Final = "The private key is encrypted. Its passphrase is needed."
NOT_DECRYPTED: Final = (
    "The private key could not be decrypted. The passphrase is wrong, or the key is damaged."
)
UNKNOWN_ENCRYPTION: Final = "The private key is encrypted in a way that is not supported."
TOO_MUCH_WORK: Final = (
    "The private key is encrypted with more iterations than are reasonable, so it is not decrypted."
)

_KEY: Final = "key"
_SECRET: Final = "passphrase"  # noqa: S105 (the name of a field)
_CIPHER: Final = re.compile(r"DEK-Info: *(?P<cipher>[A-Z0-9-]{1,40}),(?P<iv>[0-9A-Fa-f]{16,64})")
# Name in the header to cipher and length of its key in octets.
_CIPHERS: Final = {
    "DES-EDE3-CBC": ("3des", 24),
    "AES-128-CBC": ("aes", 16),
    "AES-192-CBC": ("aes", 24),
    "AES-256-CBC": ("aes", 32),
}
_SALT: Final = 8


def read_protected_key(data: str, passphrase: str) -> PrivateKey:
    """The one private key in the data, decrypted with `passphrase` if it is encrypted.

    A key that is not encrypted needs none. Takes what `read_private_key` takes, and PKCS#8 and the
    older form under a pass phrase, in PEM. Raises CertificateError with the reason, and `key` or
    `passphrase` as its field; never works longer than `pbe.MAXIMUM_ITERATIONS` allow.
    """
    if len(data) > MAXIMUM_INPUT:
        raise CertificateError(UNSUITABLE, _KEY)
    blocks = _blocks(data)
    if len(blocks) > 1:
        raise CertificateError(SEVERAL_KEYS, _KEY)
    if not blocks and "-----BEGIN " in data:
        raise CertificateError(NO_KEY, _KEY)
    label, body = blocks[0] if blocks else ("", "")
    try:
        if label == "ENCRYPTED PRIVATE KEY":
            return _decrypted(body, passphrase)
        if "Proc-Type: 4,ENCRYPTED" in body:
            return _with_headers(body, passphrase)
    except UnknownMethod as error:
        raise CertificateError(UNKNOWN_ENCRYPTION, _KEY) from error
    except TooMuchWork as error:
        raise CertificateError(TOO_MUCH_WORK, _KEY) from error
    try:
        return read_private_key(data)
    except CertificateError as error:
        raise CertificateError(UNSUITABLE if blocks else NO_KEY, _KEY) from error


def _blocks(data: str) -> list[tuple[str, str]]:
    """Labels and contents of the private keys in PEM."""
    parts = data.split("-----")
    return [
        (begin.removeprefix("BEGIN "), body)
        for begin, body, end in zip(parts, parts[1:], parts[2:], strict=False)
        if begin.startswith("BEGIN ")
        and begin.endswith("PRIVATE KEY")
        and end == begin.replace("BEGIN ", "END ", 1)
    ]


def _decrypted(body: str, passphrase: str) -> PrivateKey:
    """PKCS#8: EncryptedPrivateKeyInfo. Raises CertificateError, UnknownMethod, TooMuchWork."""
    try:
        algorithm, data = children(expect(read_element(to_der(_base64(body))), SEQUENCE))
        method, octets = read_algorithm(algorithm), expect(data, OCTET_STRING).content
        work, form = Workload(), passphrases(_given(passphrase))[0]
    except ValueError as error:
        raise CertificateError(UNSUITABLE, _KEY) from error
    try:
        plain = decrypt(method, octets, form, work)
    except (UnknownMethod, TooMuchWork):
        raise
    except ValueError as error:
        raise CertificateError(NOT_DECRYPTED, _SECRET) from error
    return _key(plain)


def _with_headers(body: str, passphrase: str) -> PrivateKey:
    """PKCS#1 or SEC1, encrypted as a whole. Raises CertificateError, UnknownMethod."""
    header = _CIPHER.search(body)
    known = _CIPHERS.get(header["cipher"]) if header else None
    if header is None or known is None:
        raise UnknownMethod("unknown cipher")
    cipher, length = known
    plain = "".join(line for line in body.splitlines() if ":" not in line)
    secret = _given(passphrase)
    try:
        iv, octets = bytes.fromhex(header["iv"]), _base64(plain)
        key = _derived(secret.encode("utf-8"), iv[:_SALT], length)
        decrypted = decrypt_cbc(cipher, key, iv, octets)
    except ValueError as error:
        raise CertificateError(NOT_DECRYPTED, _SECRET) from error
    return _key(decrypted)


def _derived(passphrase: bytes, salt: bytes, length: int) -> bytes:
    """OpenSSL's EVP_BytesToKey with MD5 and one iteration: that of this form."""
    derived = digest = b""
    while len(derived) < length:
        digest = hashlib.md5(digest + passphrase + salt, usedforsecurity=False).digest()
        derived += digest
    return derived[:length]


def _given(passphrase: str) -> str:
    if not passphrase:
        raise CertificateError(ENCRYPTED, _SECRET)
    return passphrase


def _key(der: bytes) -> PrivateKey:
    """The key in what was decrypted. A wrong pass phrase may give what only looks decrypted."""
    try:
        expect(read_element(der), SEQUENCE)
    except DerError as error:
        raise CertificateError(NOT_DECRYPTED, _SECRET) from error
    try:
        return PrivateKey(encode(load_der(der)))
    except CertificateError as error:
        raise CertificateError(UNSUITABLE, _KEY) from error


def _base64(body: str) -> bytes:
    """Raises ValueError for what is none."""
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
