"""Private keys, and where new ones come from."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from state.certificates import private_keys
from state.errors import CertificateError

if TYPE_CHECKING:
    from state.certificates.certificate import Certificate
    from state.certificates.private_keys import SigningKey

# The sizes that `certconfig` offers.
RSA_SIZES: Final = (1024, 2048, 4096)
# RFC 5280 section 4.1.2.2: positive, at most 20 octets.
_SERIAL_NUMBER_BITS: Final = 159


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key, RSA or elliptic curve. `pem` is PKCS#8 without encryption: keep it secret.

    Its text form hides the key. Outside bytes become a PrivateKey through `read_private_key`.
    """

    pem: str = field(repr=False)

    @property
    def key_id(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo in hex, the same as that of its certificates."""
        return private_keys.description(self.pem).key_id

    @property
    def key_text(self) -> str:
        """`RSA 2048`, `EC P-256`."""
        return private_keys.description(self.pem).text

    def matches(self, certificate: Certificate) -> bool:
        """Whether the certificate is for this key."""
        return self.key_id == certificate.key_id

    @property
    def signing_key(self) -> SigningKey:
        """The key for `cryptography`; for the modules of this package."""
        return private_keys.load_pem(self.pem)


class KeyMaker(Protocol):
    """Source of new keys and serial numbers."""

    def rsa(self, bits: int) -> PrivateKey:
        """Return a new RSA key of 1024, 2048 or 4096 bits. Raises CertificateError for others.

        May take seconds of processor time: call it in a thread where other sessions are served.
        """

    def serial_number(self) -> int:
        """Return a new positive serial number of at most 20 octets."""


class SystemKeyMaker:
    """Real keys from the operating system's randomness. Safe to call in several threads."""

    def rsa(self, bits: int) -> PrivateKey:
        from cryptography.hazmat.primitives.asymmetric import rsa

        _check_size(bits)
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        return PrivateKey(private_keys.encode(key))

    def serial_number(self) -> int:
        from cryptography import x509

        return x509.random_serial_number()


class PooledKeyMaker:
    """Public throw-away keys in an order that the seed gives: for tests and recorded dialogues.

    Two makers of one seed give the same keys and serial numbers in the same order. A size whose
    keys are used up starts again with its first key (`pool/` holds eight, for 4096 bits five).
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken = dict.fromkeys(RSA_SIZES, 0)
        self._serial_numbers = random.Random(seed)  # noqa: S311 (must be repeatable)

    def rsa(self, bits: int) -> PrivateKey:
        _check_size(bits)
        keys = list(_pool(bits))
        random.Random(f"{self._seed} {bits}").shuffle(keys)  # noqa: S311 (must be repeatable)
        key = keys[self._taken[bits] % len(keys)]
        self._taken[bits] += 1
        return PrivateKey(key)

    def serial_number(self) -> int:
        return self._serial_numbers.getrandbits(_SERIAL_NUMBER_BITS) or 1


def _check_size(bits: int) -> None:
    if bits not in RSA_SIZES:
        raise CertificateError("The size of the private key must be 1024, 2048 or 4096.", "bits")


@lru_cache(maxsize=len(RSA_SIZES))
def _pool(bits: int) -> tuple[str, ...]:
    from importlib.resources import files

    text = files("state.certificates").joinpath(f"pool/rsa-{bits}.pem").read_text("ascii")
    keys = re.findall(r"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n", text, re.DOTALL)
    return tuple(keys)
