"""The alert for a client whose certificate was refused after a handshake that the library passed.

The whole of what a client sent is known only when its handshake is finished, and then the library
sends no alert but `close_notify`. So the last record is made here: an alert, protected by the keys
of the connection (RFC 8446 sections 5.2 and 7.1, RFC 5246 sections 5 and 6.3, RFC 5288, RFC 7905),
after which nothing is sent any more. For a client of TLS 1.3 this is what every server does: its
certificate is always judged after its handshake. Connections with other ciphers than these, those
of TLS 1.1 and older among them, get a `close_notify`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from OpenSSL import SSL

from esatui.services.tls.peer import NO_CERTIFICATE

BAD_CERTIFICATE: Final = 42
CERTIFICATE_UNKNOWN: Final = 46
_REFUSED: Final[Mapping[str, int]] = {
    "self signed certificate": 48,
    "self signed certificate in certificate chain": 48,
    "unable to get local issuer certificate": 48,
    "unsupported certificate purpose": 43,
    "certificate is not yet valid": BAD_CERTIFICATE,
    "certificate has expired": 45,
    "certificate revoked": 44,
}
"""Reasons of the mail log, and the alerts that OpenSSL's own servers send for them."""
_HANDSHAKE_FAILURE: Final = 40
_CERTIFICATE_REQUIRED: Final = 116

_CHANGE_CIPHER_SPEC: Final = 20
_ALERT: Final = b"\x15"
_FATAL: Final = b"\x02"
_VERSION: Final = b"\x03\x03"
_APPLICATION_DATA: Final = b"\x17"
_HEADER: Final = 5
_TAG: Final = 16
_SECRET: Final = b"SERVER_TRAFFIC_SECRET_0 "

_Hash = type[hashes.SHA256] | type[hashes.SHA384]


def alert_of(reason: str, protocol: str) -> int:
    """Return the number of the alert (RFC 8446 section 6.2) for a reason to refuse a client."""
    if reason == NO_CERTIFICATE:
        return _CERTIFICATE_REQUIRED if protocol == "TLSv1.3" else _HANDSHAKE_FAILURE
    return _REFUSED.get(reason, CERTIFICATE_UNKNOWN)


def keep_secret(connection: SSL.Connection, line: bytes) -> None:
    """Keep what protects the server's records, from a line of the key log (TLS 1.3)."""
    if line.startswith(_SECRET):
        connection.set_app_data(bytes.fromhex(line.rpartition(b" ")[2].decode("ascii")))


class LastRecord:
    """Counts the protected records of a server, and makes the last one.

    The context of `connection` must give its key log to `keep_secret`.
    """

    def __init__(self, connection: SSL.Connection) -> None:
        self._connection = connection
        self._sequence = 0

    def sent(self, data: bytes) -> None:
        """Take note of whole records that go to the client after the handshake was finished."""
        at = 0
        while at < len(data):
            # In TLS 1.2 the last flight begins with it, and what follows is protected.
            self._sequence = 0 if data[at] == _CHANGE_CIPHER_SPEC else self._sequence + 1
            at += _HEADER + int.from_bytes(data[at + 3 : at + _HEADER], "big")

    def alert(self, number: int) -> bytes | None:
        """Return the record of a fatal alert, None where its protection is not known here."""
        body = _FATAL + bytes([number])
        cipher = self._connection.get_cipher_name() or ""
        if self._connection.get_protocol_version_name() == "TLSv1.3":
            return self._record_of_13(cipher, body)
        return self._record_of_12(cipher, body)

    def _record_of_13(self, cipher: str, body: bytes) -> bytes | None:
        secret = self._connection.get_app_data()
        size = _key_size(cipher)
        if not isinstance(secret, bytes) or size is None:
            return None
        key = _expand_label(secret, b"key", size, _hash(cipher))
        iv = _expand_label(secret, b"iv", 12, _hash(cipher))
        inner = body + _ALERT
        header = _APPLICATION_DATA + _VERSION + _uint16(len(inner) + _TAG)
        return header + _aead(cipher, key).encrypt(_nonce(iv, self._sequence), inner, header)

    def _record_of_12(self, cipher: str, body: bytes) -> bytes | None:
        size = _key_size(cipher)
        if size is None:
            return None
        chacha = "CHACHA20" in cipher
        fixed = 12 if chacha else 4
        keys = self._key_block(cipher, 2 * (size + fixed))
        key, iv = keys[size : 2 * size], keys[2 * size + fixed :]
        # With AES-GCM a part of the nonce goes along; OpenSSL has its own ones, random as well.
        explicit = b"" if chacha else os.urandom(8)
        nonce = _nonce(iv, self._sequence) if chacha else iv + explicit
        start = _ALERT + _VERSION
        known = self._sequence.to_bytes(8, "big") + start + _uint16(len(body))
        sealed = explicit + _aead(cipher, key).encrypt(nonce, body, known)
        return start + _uint16(len(sealed)) + sealed

    def _key_block(self, cipher: str, size: int) -> bytes:
        connection = self._connection
        master = connection.master_key() or b""
        seed = (connection.server_random() or b"") + (connection.client_random() or b"")
        return _prf(master, b"key expansion" + seed, size, _hash(cipher))


def _key_size(cipher: str) -> int | None:
    """Return the bytes of the key of a suite whose records can be made here."""
    if "AES128-GCM" in cipher or cipher == "TLS_AES_128_GCM_SHA256":
        return 16
    if "AES256-GCM" in cipher or cipher == "TLS_AES_256_GCM_SHA384":
        return 32
    return 32 if "CHACHA20" in cipher else None


def _hash(cipher: str) -> _Hash:
    return hashes.SHA384 if cipher.endswith("SHA384") else hashes.SHA256


def _aead(cipher: str, key: bytes) -> AESGCM | ChaCha20Poly1305:
    return ChaCha20Poly1305(key) if "CHACHA20" in cipher else AESGCM(key)


def _nonce(iv: bytes, sequence: int) -> bytes:
    return (int.from_bytes(iv, "big") ^ sequence).to_bytes(len(iv), "big")


def _expand_label(secret: bytes, label: bytes, size: int, algorithm: _Hash) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1)."""
    full = b"tls13 " + label
    info = _uint16(size) + bytes([len(full)]) + full + b"\x00"
    return HKDFExpand(algorithm=algorithm(), length=size, info=info).derive(secret)


def _prf(secret: bytes, seed: bytes, size: int, algorithm: _Hash) -> bytes:
    """P_hash (RFC 5246 section 5); `seed` begins with the label."""
    block, output = seed, b""
    while len(output) < size:
        block = _mac(secret, block, algorithm)
        output += _mac(secret, block + seed, algorithm)
    return output[:size]


def _mac(secret: bytes, data: bytes, algorithm: _Hash) -> bytes:
    mac = hmac.HMAC(secret, algorithm())
    mac.update(data)
    return mac.finalize()


def _uint16(number: int) -> bytes:
    return number.to_bytes(2, "big")
