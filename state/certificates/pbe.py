"""Password-based encryption and authentication of PKCS#12 files (RFC 7292, RFC 8018, RFC 9579)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from state.certificates import rc2
from state.certificates.der import (
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    DerError,
    Element,
    children,
    expect,
    object_identifier,
)

# Tools in use ask for 1 to 600,000 iterations a key, and a file needs a handful of keys. A file
# may ask for thousands of millions: the sum decides.
MAXIMUM_ITERATIONS: Final = 5_000_000
# Decryption is slow (rc2.py), and certificates of this size are some forty.
_MAXIMUM_RC2: Final = 64 * 1024

_PBES2: Final = "1.2.840.113549.1.5.13"
_PBKDF2: Final = "1.2.840.113549.1.5.12"
_PBMAC1: Final = "1.2.840.113549.1.5.14"

_HASHES: Final = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_HMACS: Final = {
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_TRIPLE_DES_CBC: Final = "1.2.840.113549.3.7"
# RFC 8018 appendix B.2: key length of each cipher in octets.
_CIPHERS: Final = {
    _TRIPLE_DES_CBC: 24,
    "2.16.840.1.101.3.4.1.2": 16,
    "2.16.840.1.101.3.4.1.22": 24,
    "2.16.840.1.101.3.4.1.42": 32,
}

# Purposes of a derived key (RFC 7292 appendix B.3).
_FOR_KEY: Final = 1
_FOR_IV: Final = 2
_FOR_MAC: Final = 3


class PbeError(ValueError):
    """An algorithm that is not known, a wrong pass phrase, or more work than is reasonable."""


class UnknownMethod(PbeError):
    """An algorithm that is not known: no pass phrase helps."""


class TooMuchWork(PbeError):
    """More iterations than is reasonable."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A pass phrase in the two forms that PKCS#12 has.

    `utf8` is for PBKDF2. `bmp` is for the older derivation: UTF-16 with two zero octets at its
    end; of an empty pass phrase some programs make those two octets, others nothing.
    """

    utf8: bytes
    bmp: bytes


def passphrases(text: str) -> tuple[Passphrase, ...]:
    """The forms to try for what was typed."""
    usual = Passphrase(text.encode("utf-8"), text.encode("utf-16-be") + b"\0\0")
    return (usual,) if text else (usual, Passphrase(b"", b""))


class Workload:
    """Counts iterations, so that one file cannot keep the processor busy."""

    def __init__(self) -> None:
        self._left = MAXIMUM_ITERATIONS

    def take(self, iterations: int) -> int:
        """Returns the number again. Raises PbeError when the sum is too much, or for none."""
        self._left -= max(iterations, 1)
        if iterations < 1 or self._left < 0:
            raise TooMuchWork("unreasonable number of iterations")
        return iterations


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An AlgorithmIdentifier: object identifier and the parameters, if any."""

    oid: str
    parameters: Element | None


def read_algorithm(element: Element) -> Algorithm:
    """Raises DerError when the element is no AlgorithmIdentifier."""
    parts = children(expect(element, SEQUENCE))
    if not parts:
        raise DerError("empty algorithm")
    oid = object_identifier(expect(parts[0], OBJECT_IDENTIFIER).content)
    return Algorithm(oid, parts[1] if len(parts) > 1 else None)


def decrypt(algorithm: Algorithm, data: bytes, passphrase: Passphrase, work: Workload) -> bytes:
    """Plain text without padding. Raises PbeError, DerError or ValueError."""
    if algorithm.oid == _PBES2:
        return _decrypt_pbes2(algorithm, data, passphrase, work)
    method = _PBE_METHODS.get(algorithm.oid)
    if method is None:
        raise UnknownMethod("unknown encryption")
    salt, iterations = _salt_and_iterations(algorithm)
    key_length, decipher = method

    def derive(purpose: int, length: int) -> bytes:
        return derive_pkcs12("sha1", passphrase, (salt, iterations), (purpose, length), work)

    return decipher(derive(_FOR_KEY, key_length), derive(_FOR_IV, 8), data)


def authenticate(element: Element, content: bytes, passphrase: Passphrase, work: Workload) -> None:
    """Checks a MacData. Raises PbeError when the code does not fit the content."""
    digest_info, salt, *rest = children(expect(element, SEQUENCE))
    algorithm_element, digest = children(expect(digest_info, SEQUENCE))
    algorithm = read_algorithm(algorithm_element)
    if algorithm.oid == _PBMAC1:
        name, key = _pbmac1(algorithm, passphrase, work)
    else:
        name = _known(_HASHES, algorithm.oid)
        iterations = _integer(rest[0]) if rest else 1
        length = hashlib.new(name).digest_size
        source = (expect(salt, OCTET_STRING).content, iterations)
        key = derive_pkcs12(name, passphrase, source, (_FOR_MAC, length), work)
    expected = hmac.digest(key, content, name)
    if not hmac.compare_digest(expected, expect(digest, OCTET_STRING).content):
        raise PbeError("wrong pass phrase or damaged file")


def derive_pkcs12(
    name: str,
    passphrase: Passphrase,
    source: tuple[bytes, int],
    wanted: tuple[int, int],
    work: Workload,
) -> bytes:
    """RFC 7292 appendix B.2. `source`: salt and iterations; `wanted`: purpose and octets."""
    salt, iterations = source
    purpose, length = wanted
    block = hashlib.new(name).block_size
    diversifier = bytes([purpose]) * block
    seed = _filled(salt, block) + _filled(passphrase.bmp, block)
    derived = b""
    while len(derived) < length:
        octets = hashlib.new(name, diversifier + seed).digest()
        for _ in range(work.take(iterations) - 1):
            octets = hashlib.new(name, octets).digest()
        derived += octets
        step = int.from_bytes(_filled(octets, block)[:block], "big") + 1
        seed = b"".join(
            (int.from_bytes(seed[start : start + block], "big") + step).to_bytes(block + 1, "big")[
                -block:
            ]
            for start in range(0, len(seed), block)
        )
    return derived[:length]


def _filled(octets: bytes, block: int) -> bytes:
    """The octets repeated to a multiple of the block size."""
    if not octets:
        return b""
    length = -(-len(octets) // block) * block
    return (octets * (length // len(octets) + 1))[:length]


def _decrypt_pbes2(
    algorithm: Algorithm, data: bytes, passphrase: Passphrase, work: Workload
) -> bytes:
    derivation, scheme = (read_algorithm(each) for each in _parameters(algorithm))
    if derivation.oid != _PBKDF2 or scheme.parameters is None:
        raise UnknownMethod("unknown key derivation")
    length = _CIPHERS.get(scheme.oid)
    if length is None:
        raise UnknownMethod("unknown cipher")
    key = _pbkdf2(derivation, length, passphrase, work)
    iv = expect(scheme.parameters, OCTET_STRING).content
    return decrypt_cbc("3des" if scheme.oid == _TRIPLE_DES_CBC else "aes", key, iv, data)


def _pbkdf2(
    algorithm: Algorithm, length: int | None, passphrase: Passphrase, work: Workload
) -> bytes:
    """RFC 8018 appendix A.2. Without `length` the parameters must name it."""
    salt, iterations, *rest = _parameters(algorithm)
    if rest and rest[0].tag == INTEGER:
        named = _integer(rest.pop(0))
        if length not in {None, named} or not 1 <= named <= 64:
            raise PbeError("key length does not fit")
        length = named
    if length is None:
        raise PbeError("key length is missing")
    name = _known(_HMACS, read_algorithm(rest[0]).oid) if rest else "sha1"
    blocks = -(-length // hashlib.new(name).digest_size)
    count = _integer(iterations)
    work.take(count * blocks)
    octets = expect(salt, OCTET_STRING).content
    return hashlib.pbkdf2_hmac(name, passphrase.utf8, octets, count, length)


def _pbmac1(algorithm: Algorithm, passphrase: Passphrase, work: Workload) -> tuple[str, bytes]:
    """RFC 9579: hash and key of the message authentication code."""
    derivation, scheme = (read_algorithm(each) for each in _parameters(algorithm))
    if derivation.oid != _PBKDF2:
        raise UnknownMethod("unknown key derivation")
    return _known(_HMACS, scheme.oid), _pbkdf2(derivation, None, passphrase, work)


def _salt_and_iterations(algorithm: Algorithm) -> tuple[bytes, int]:
    salt, iterations = _parameters(algorithm)
    return expect(salt, OCTET_STRING).content, _integer(iterations)


def _parameters(algorithm: Algorithm) -> tuple[Element, ...]:
    if algorithm.parameters is None:
        raise PbeError("parameters are missing")
    return children(expect(algorithm.parameters, SEQUENCE))


def _integer(element: Element) -> int:
    return int.from_bytes(expect(element, INTEGER).content, "big", signed=True)


def _known(names: dict[str, str], oid: str) -> str:
    name = names.get(oid)
    if name is None:
        raise UnknownMethod("unknown hash")
    return name


def decrypt_cbc(cipher: str, key: bytes, iv: bytes, data: bytes) -> bytes:
    """Plain text without padding; `cipher` is `aes`, `3des` or `rc2`.

    Raises ValueError for a key, an initial vector or a padding that does not fit.
    """
    from cryptography.hazmat.decrepit.ciphers.algorithms import RC2, TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    ciphers: dict[str, Callable[[bytes], RC2 | TripleDES | algorithms.AES]] = {
        "3des": TripleDES,
        "aes": algorithms.AES,
        "rc2": RC2,
    }
    decryptor = Cipher(ciphers[cipher](key), modes.CBC(iv)).decryptor()
    return _unpadded(decryptor.update(data) + decryptor.finalize(), len(iv))


def _unpadded(padded: bytes, block: int) -> bytes:
    from cryptography.hazmat.primitives.padding import PKCS7

    remover = PKCS7(8 * block).unpadder()
    return remover.update(padded) + remover.finalize()


def _decrypt_triple_des(key: bytes, iv: bytes, data: bytes) -> bytes:
    return decrypt_cbc("3des", key, iv, data)


def _decrypt_double_des(key: bytes, iv: bytes, data: bytes) -> bytes:
    return decrypt_cbc("3des", key + key[:8], iv, data)


def _decrypt_rc2_128(key: bytes, iv: bytes, data: bytes) -> bytes:
    return decrypt_cbc("rc2", key, iv, data)


def _decrypt_rc2_40(key: bytes, iv: bytes, data: bytes) -> bytes:
    if len(data) > _MAXIMUM_RC2:
        raise PbeError("too much to decrypt")
    return _unpadded(rc2.decrypt_cbc(key, 40, iv, data), len(iv))


# RFC 7292 appendix C: length of the key in octets, and the decryption. The two with RC4 are left
# out: no program in use writes them.
_PBE_METHODS: Final[dict[str, tuple[int, Callable[[bytes, bytes, bytes], bytes]]]] = {
    "1.2.840.113549.1.12.1.3": (24, _decrypt_triple_des),
    "1.2.840.113549.1.12.1.4": (16, _decrypt_double_des),
    "1.2.840.113549.1.12.1.5": (16, _decrypt_rc2_128),
    "1.2.840.113549.1.12.1.6": (5, _decrypt_rc2_40),
}
