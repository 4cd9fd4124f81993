"""Passphrases and private keys in configuration files: masked, encrypted or plain (6.5).

Encrypted texts are made with a key that every appliance has, so that any appliance can read any
other's files. That keeps passphrases from being read over a shoulder or found by a search; whoever
has this program can decrypt them. A file that must stay secret has to be kept as such.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from state.configfile.elements import carries
from state.configfile.faults import ParseFault
from state.configfile.schema import Values
from state.model.configuration import Settings
from state.operations.values import shown

Option = Literal["mask", "encrypt", "plain"]

MASK = "*****"
PREFIX = "$aesgcm$"
NONCE_BYTES = 12
"""Length of the nonce in front of the encrypted text (NIST SP 800-38D, 5.2.1.1)."""

_PRODUCT_KEY = sha256(b"esatui configuration files: passphrases, version 1").digest()


@dataclass(frozen=True)
class SecretField:
    """A field of the entries of a table that no file shows unless it is asked to."""

    area: str
    table: str
    field: str

    @property
    def context(self) -> bytes:
        """What an encrypted text is bound to: it cannot be moved to a field of another kind."""
        return f"{self.area}.{self.table}.{self.field}".encode()


KEYS = SecretField("certificates", "profiles", "key")
SECRETS = (
    KEYS,
    SecretField("ldap", "servers", "bind_passphrase"),
    SecretField("users", "accounts", "passphrase"),
)


def protected(
    settings: Settings,
    option: Option,
    *,
    private_key: Callable[[str], str],
    random_bytes: Callable[[int], bytes],
) -> Settings:
    """Return `settings` with every secret as a file of this kind shows it.

    `private_key` returns the PEM text for a key identifier and may raise `StateError`. Passphrases
    that a plain file could not give back are encrypted in it.
    """

    def shown_as(secret: SecretField, value: str) -> str:
        if option == "mask":
            return MASK
        plain = private_key(value) if secret is KEYS else value
        if option == "plain" and _readable(plain):
            return plain
        return encrypt(plain, secret.context, random_bytes)

    for secret in SECRETS:
        area = getattr(settings, secret.area)
        table = {
            name: _with_secret(entry, secret, shown_as)
            for name, entry in sorted(getattr(area, secret.table).items())
        }
        settings = replace(settings, **{secret.area: replace(area, **{secret.table: table})})
    return settings


def _readable(plain: str) -> bool:
    """Whether a plain file gives the text back: it is neither blank nor taken for another form."""
    text = plain.strip()
    return text not in ("", MASK) and not text.startswith(PREFIX) and carries(plain)


def _with_secret(
    entry: Any, secret: SecretField, shown_as: Callable[[SecretField, str], str]
) -> Any:
    value = getattr(entry, secret.field)
    return entry if value is None else replace(entry, **{secret.field: shown_as(secret, value)})


def revealed(areas: Mapping[str, Values]) -> dict[str, Values]:
    """Return the content of a file with its encrypted secrets in clear text.

    Raises `ParseFault` for masked secrets and for encrypted ones that were damaged.
    """
    result = dict(areas)
    for secret in SECRETS:
        table = result.get(secret.area, {}).get(secret.table)
        if isinstance(table, Mapping):
            entries = {name: _revealed(name, entry, secret) for name, entry in table.items()}
            result[secret.area] = {**result[secret.area], secret.table: entries}
    return result


def _revealed(name: str, entry: Any, secret: SecretField) -> Any:
    value = entry.get(secret.field) if isinstance(entry, Mapping) else None
    if not isinstance(value, str):
        return entry
    if value.strip() == MASK:
        raise ParseFault("the file contains masked passphrases.")
    if not value.strip().startswith(PREFIX):
        return entry
    plain = decrypt(value.strip(), secret.context)
    if plain is None:
        raise ParseFault(f'the encrypted passphrase of "{shown(name)}" cannot be read.')
    return {**entry, secret.field: plain}


def encrypt(plain: str, context: bytes, random_bytes: Callable[[int], bytes]) -> str:
    """Return the encrypted form of a text: the prefix, then base64 of nonce and ciphertext."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = random_bytes(NONCE_BYTES)
    sealed = AESGCM(_PRODUCT_KEY).encrypt(nonce, plain.encode("utf-8", "surrogatepass"), context)
    return PREFIX + base64.b64encode(nonce + sealed).decode("ascii")


def decrypt(text: str, context: bytes) -> str | None:
    """Return the text that `encrypt` was given, `None` when it is not what `encrypt` wrote."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
        nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return AESGCM(_PRODUCT_KEY).decrypt(nonce, sealed, context).decode("utf-8", "surrogatepass")
    except (ValueError, InvalidTag):
        return None
