"""Passphrases of accounts: the rule for new ones, and their hashes (scrypt, RFC 7914)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import NamedTuple

from state.errors import StateError
from state.model.users import PassphrasePolicy

MINIMUM_LENGTH = 8
LONGEST_MINIMUM = 128
"""The largest minimum that a policy can ask for."""
GENERATED_LENGTH = 12

# 16 MB and some 50 ms a guess: the interactive parameters of RFC 7914.
LOG2_COST = 14
BLOCK_SIZE = 8
PARALLELISM = 1
SALT_BYTES = 16
HASH_BYTES = 32

# A stored hash may come from a loaded file: it must not be able to occupy the machine. At most
# 64 MB and about a second.
MAXIMUM_LOG2_COST = 16
MAXIMUM_BLOCK_SIZE = 8
MAXIMUM_PARALLELISM = 4
MAXIMUM_PASSPHRASE_BYTES = 1024


class StoredHash(NamedTuple):
    """The parts of `scrypt$<log2 n>$<r>$<p>$<salt hex>$<hash hex>`."""

    log2_cost: int
    block_size: int
    parallelism: int
    salt: bytes
    digest: bytes


def check_passphrase(text: str, policy: PassphrasePolicy) -> None:
    """Raise `StateError` unless `text` may become a passphrase under `policy`."""
    if len(text) < policy.minimum_length:
        reason = f"The passphrase must be at least {policy.minimum_length} characters long."
        raise StateError(reason, "passphrase")
    if len(_octets(text)) > MAXIMUM_PASSPHRASE_BYTES:
        raise StateError("The passphrase is too long.", "passphrase")
    for wanted, what, has in (
        (policy.mixed_case, "upper-case letter", str.isupper),
        (policy.mixed_case, "lower-case letter", str.islower),
        (policy.digit, "digit", str.isdigit),
        (policy.special, "special character", _is_special),
    ):
        if wanted and not any(map(has, text)):
            raise StateError(f"The passphrase must contain at least one {what}.", "passphrase")


def _is_special(character: str) -> bool:
    return not character.isalnum()


def generate_passphrase(policy: PassphrasePolicy, choice: Callable[[str], str]) -> str:
    """Return a passphrase that any policy of that length takes; `choice` draws a character.

    12 characters or as many as the policy wants, without those that look alike in a terminal: 62
    bits at least.
    """
    length = max(GENERATED_LENGTH, policy.minimum_length)
    kinds = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#%+-=?@")
    while True:
        text = "".join(choice("".join(kinds)) for _ in range(length))
        if all(any(character in kind for character in text) for kind in kinds):
            return text


def hash_passphrase(
    text: str, *, random_bytes: Callable[[int], bytes], log2_cost: int = LOG2_COST
) -> str:
    """Return the salted hash of a passphrase in the form in which it is stored.

    `random_bytes(n)` returns n random bytes. `log2_cost` is the logarithm of scrypt's N.
    """
    salt = random_bytes(SALT_BYTES)
    stored = StoredHash(log2_cost, BLOCK_SIZE, PARALLELISM, salt, bytes(HASH_BYTES))
    digest = _derive(_octets(text), stored)
    return f"scrypt${log2_cost}${BLOCK_SIZE}${PARALLELISM}${salt.hex()}${digest.hex()}"


def verify_passphrase(text: str, stored: str) -> bool:
    """Whether `text` is the passphrase of a stored hash. A malformed hash matches nothing."""
    parsed = parse_hash(stored)
    octets = _octets(text)
    if parsed is None or len(octets) > MAXIMUM_PASSPHRASE_BYTES:
        return False
    return hmac.compare_digest(_derive(octets, parsed), parsed.digest)


def parse_hash(stored: str) -> StoredHash | None:
    """Return the parts of a stored hash, `None` when it is malformed or its costs are too high."""
    parts = stored.split("$")
    if len(parts) != 6 or parts[0] != "scrypt" or not stored.isascii():
        return None
    try:
        costs = [int(part) for part in parts[1:4]]
        salt, digest = bytes.fromhex(parts[4]), bytes.fromhex(parts[5])
    except ValueError:
        return None
    limits = (MAXIMUM_LOG2_COST, MAXIMUM_BLOCK_SIZE, MAXIMUM_PARALLELISM)
    if any(not 1 <= cost <= limit for cost, limit in zip(costs, limits, strict=True)):
        return None
    if not 8 <= len(salt) <= 64 or not 16 <= len(digest) <= 64:
        return None
    return StoredHash(costs[0], costs[1], costs[2], salt, digest)


def _octets(text: str) -> bytes:
    # What came over the wire need not be UTF-8; it is still a passphrase that can be compared.
    return text.encode("utf-8", "surrogatepass")


def _derive(octets: bytes, stored: StoredHash) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    function = Scrypt(
        salt=stored.salt,
        length=len(stored.digest),
        n=2**stored.log2_cost,
        r=stored.block_size,
        p=stored.parallelism,
    )
    return function.derive(octets)
