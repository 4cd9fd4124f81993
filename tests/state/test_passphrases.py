"""Hashes of passphrases: the standard's own numbers, and hostile hashes."""

import hashlib
from random import Random

import pytest

from state.errors import StateError
from state.model.users import PassphrasePolicy
from state.passphrases import (
    check_passphrase,
    generate_passphrase,
    hash_passphrase,
    parse_hash,
    verify_passphrase,
)

SALT = bytes(range(16))


def cheap(text: str) -> str:
    return hash_passphrase(text, random_bytes=lambda _: SALT, log2_cost=4)


def test_hash_is_that_of_another_implementation() -> None:
    expected = hashlib.scrypt(b"ironport", salt=SALT, n=2**14, r=8, p=1, dklen=32)
    stored = hash_passphrase("ironport", random_bytes=lambda _: SALT)
    assert stored == f"scrypt$14$8$1${SALT.hex()}${expected.hex()}"
    assert verify_passphrase("ironport", stored)


@pytest.mark.parametrize(
    "text", ["ironport", "", "한국어 암호", "bytes that are no text \udcff", "x" * 1024]
)
def test_only_the_same_text_verifies(text: str) -> None:
    stored = cheap(text)
    assert verify_passphrase(text, stored)
    assert not verify_passphrase(text + " ", stored)
    assert not verify_passphrase(text.upper() + "A", stored)


def test_salts_differ() -> None:
    salts = iter([b"a" * 16, b"b" * 16])
    one, other = (
        hash_passphrase("ironport", random_bytes=lambda _: next(salts), log2_cost=4)
        for _ in range(2)
    )
    assert one != other


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "ironport",
        "*****",
        "scrypt",
        "scrypt$4$8$1$00$00",
        f"scrypt$4$8$1${SALT.hex()}$",
        f"scrypt$4$8$1$${SALT.hex()}",
        f"scrypt$0$8$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$40$8$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$16$1024$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$14$8$1000000${SALT.hex()}${SALT.hex()}",
        f"scrypt$-4$8$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$x$8$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$4$8$1${SALT.hex()}x${SALT.hex()}",
        f"scrypt$4$8$1${SALT.hex()}${'00' * 100_000}",
        f"bcrypt$4$8$1${SALT.hex()}${SALT.hex()}",
        f"scrypt$4$8$1${SALT.hex()}${SALT.hex()}$more",
        f"scrypt$\u0664$8$1${SALT.hex()}${SALT.hex()}",
    ],
)
def test_malformed_or_costly_hashes_match_nothing(stored: str) -> None:
    assert parse_hash(stored) is None
    assert not verify_passphrase("", stored)


def test_a_passphrase_of_a_megabyte_matches_nothing() -> None:
    assert not verify_passphrase("x" * 1_000_000, cheap("x"))


def test_rule_for_new_ones() -> None:
    check_passphrase("ironport", PassphrasePolicy())
    for short in ("", "short", "ironpor"):
        with pytest.raises(StateError) as caught:
            check_passphrase(short, PassphrasePolicy())
        assert caught.value.text == "The passphrase must be at least 8 characters long."
    with pytest.raises(StateError, match="too long"):
        check_passphrase("x" * 2000, PassphrasePolicy())


@pytest.mark.parametrize(
    ("policy", "text", "missing"),
    [
        (PassphrasePolicy(mixed_case=True), "ironport1!", "upper-case letter"),
        (PassphrasePolicy(mixed_case=True), "IRONPORT1!", "lower-case letter"),
        (PassphrasePolicy(digit=True), "Ironport!", "digit"),
        (PassphrasePolicy(special=True), "Ironport1", "special character"),
    ],
)
def test_policy(policy: PassphrasePolicy, text: str, missing: str) -> None:
    with pytest.raises(StateError, match=f"at least one {missing}"):
        check_passphrase(text, policy)
    check_passphrase("Ironport1!", policy)


@pytest.mark.parametrize("length", [8, 12, 40, 128])
def test_generated_passphrases_follow_the_strictest_policy(length: int) -> None:
    policy = PassphrasePolicy(minimum_length=length, mixed_case=True, digit=True, special=True)
    made = {generate_passphrase(policy, Random(seed).choice) for seed in range(50)}
    assert len(made) == 50
    for text in made:
        check_passphrase(text, policy)
        assert len(text) == max(length, 12)
