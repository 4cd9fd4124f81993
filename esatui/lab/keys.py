"""Keys of the lab: from the system's randomness, or the same ones in every run."""

from __future__ import annotations

from hashlib import sha512
from typing import Final, Protocol

from state.certificates import private_keys
from state.certificates.keys import KeyMaker, PooledKeyMaker, PrivateKey, SystemKeyMaker


class LabKeys(Protocol):
    """Source of the lab's keys and serial numbers."""

    def elliptic(self) -> PrivateKey:
        """Return a new P-256 key."""

    def rsa(self, bits: int) -> PrivateKey:
        """Return a new RSA key of 1024, 2048 or 4096 bits."""

    def serial_number(self) -> int:
        """Return a new positive serial number of at most 20 octets."""


class FreshKeys:
    """Real keys."""

    def __init__(self) -> None:
        self._maker: KeyMaker = SystemKeyMaker()

    def elliptic(self) -> PrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec

        return PrivateKey(private_keys.encode(ec.generate_private_key(ec.SECP256R1())))

    def rsa(self, bits: int) -> PrivateKey:
        return self._maker.rsa(bits)

    def serial_number(self) -> int:
        return self._maker.serial_number()


class SeededKeys:
    """Public throw-away keys: two sources of one seed give the same ones in the same order."""

    def __init__(self, seed: int) -> None:
        self._maker: KeyMaker = PooledKeyMaker(seed)
        self._seed = seed
        self._made = 0

    def elliptic(self) -> PrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec

        self._made += 1
        digest = sha512(f"esatui lab {self._seed} {self._made}".encode("ascii")).digest()
        number = int.from_bytes(digest, "big") % (_ORDER_P256 - 1) + 1
        return PrivateKey(private_keys.encode(ec.derive_private_key(number, ec.SECP256R1())))

    def rsa(self, bits: int) -> PrivateKey:
        return self._maker.rsa(bits)

    def serial_number(self) -> int:
        return self._maker.serial_number()


# The number of points of the curve (FIPS 186-4, D.1.2.3).
_ORDER_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
