"""Private keys under a pass phrase, as OpenSSL writes them, and what is said of those that fail."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from state.certificates import PooledKeyMaker, PrivateKey, pbe
from state.certificates.protected_keys import (
    ENCRYPTED,
    NO_KEY,
    NOT_DECRYPTED,
    SEVERAL_KEYS,
    TOO_MUCH_WORK,
    UNKNOWN_ENCRYPTION,
    UNSUITABLE,
    read_protected_key,
)
from state.errors import CertificateError
from tests.state.certificates import openssl

RSA = PooledKeyMaker(1).rsa(1024)
SECRET = "비밀 secret-42"
PASS = ("-passout", f"pass:{SECRET}")


def pkcs8(*how: str, key: PrivateKey = RSA) -> str:
    return openssl.text("pkcs8", "-topk8", *how, *PASS, stdin=key.pem)


def refused(data: str, passphrase: str = SECRET) -> tuple[str, str | None]:
    with pytest.raises(CertificateError) as refusal:
        read_protected_key(data, passphrase)
    return refusal.value.text, refusal.value.field


def elliptic() -> PrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return PrivateKey(pem.decode("ascii"))


@pytest.mark.parametrize(
    "how",
    [
        ("-v2", "aes-128-cbc"),
        ("-v2", "aes-192-cbc"),
        ("-v2", "aes-256-cbc"),
        ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-iter", "100000"),
        ("-v2", "des3"),
        ("-v1", "PBE-SHA1-3DES"),
    ],
    ids=" ".join,
)
def test_pkcs8(how: tuple[str, ...]) -> None:
    protected = pkcs8(*how)
    assert read_protected_key(protected, SECRET).key_id == RSA.key_id
    assert read_protected_key("words\n" + protected.replace("\n", "\r\n"), SECRET) == RSA
    assert refused(protected, "other") == (NOT_DECRYPTED, "passphrase")
    assert refused(protected, "") == (ENCRYPTED, "passphrase")


@pytest.mark.parametrize("cipher", ["-aes128", "-aes192", "-aes256", "-des3"])
def test_the_older_form(cipher: str) -> None:
    protected = openssl.text("rsa", "-traditional", cipher, *PASS, stdin=RSA.pem)
    assert "DEK-Info" in protected
    assert read_protected_key(protected, SECRET).key_id == RSA.key_id
    assert read_protected_key(protected.replace("\n", "\r\n"), SECRET).key_id == RSA.key_id
    assert refused(protected, "other") == (NOT_DECRYPTED, "passphrase")
    assert refused(protected, "") == (ENCRYPTED, "passphrase")


def test_elliptic_curves() -> None:
    key = elliptic()
    older = openssl.text("ec", "-aes256", *PASS, stdin=key.pem)
    assert read_protected_key(older, SECRET).key_id == key.key_id
    assert read_protected_key(pkcs8(key=key), SECRET).key_id == key.key_id


def test_a_key_without_a_passphrase_needs_none() -> None:
    assert read_protected_key(RSA.pem, "") == RSA
    assert read_protected_key(RSA.pem, "needless") == RSA


def test_what_is_no_key() -> None:
    assert refused("") == (NO_KEY, "key")
    assert refused("words") == (NO_KEY, "key")
    assert refused(RSA.pem.replace("PRIVATE KEY", "CERTIFICATE")) == (NO_KEY, "key")
    assert refused(RSA.pem.partition("-----END")[0]) == (NO_KEY, "key")
    assert refused(RSA.pem + RSA.pem) == (SEVERAL_KEYS, "key")
    assert refused(RSA.pem.replace("MI", "AA", 1)) == (UNSUITABLE, "key")
    assert refused(" " * (1024 * 1024 + 1)) == (UNSUITABLE, "key")


def test_kinds_that_no_server_has() -> None:
    ed25519 = openssl.text("genpkey", "-algorithm", "ed25519")
    assert refused(ed25519) == (UNSUITABLE, "key")
    protected = openssl.text("pkcs8", "-topk8", *PASS, stdin=ed25519)
    assert refused(protected) == (UNSUITABLE, "key")


def test_encryption_that_is_not_known() -> None:
    assert refused(pkcs8("-v2", "camellia-256-cbc")) == (UNKNOWN_ENCRYPTION, "key")
    assert refused(pkcs8("-scrypt")) == (UNKNOWN_ENCRYPTION, "key")
    older = openssl.text("rsa", "-traditional", "-aes256", *PASS, stdin=RSA.pem)
    assert refused(older.replace("AES-256-CBC", "IDEA-CBC")) == (UNKNOWN_ENCRYPTION, "key")
    assert refused(older.replace("DEK-Info", "DEK-None")) == (UNKNOWN_ENCRYPTION, "key")


def test_damage() -> None:
    older = openssl.text("rsa", "-traditional", "-aes256", *PASS, stdin=RSA.pem)
    iv = older.split("AES-256-CBC,")[1].split("\n")[0]
    assert refused(older.replace(iv, iv[:16])) == (NOT_DECRYPTED, "passphrase")
    assert refused(pkcs8().replace("M", "?")) == (UNSUITABLE, "key")


def test_no_file_keeps_the_processor_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pbe, "MAXIMUM_ITERATIONS", 5000)
    assert refused(pkcs8("-iter", "5001")) == (TOO_MUCH_WORK, "key")
    # As many beginnings of keys as there is room for.
    assert refused("-----BEGIN RSA PRIVATE KEY-----\n" * 30_000) == (NO_KEY, "key")
