"""Rewriting of addresses on receipt: domain maps and masquerading (`listenerconfig`, EDIT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from state.model.listeners import AddressRewrite

_LOCAL: Final = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]"
# Both parts have an end, and nothing is looked at twice: headers are hostile.
_ADDRESS: Final = re.compile(
    rb"(?<!" + _LOCAL + rb")" + _LOCAL + rb"{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)
_FIELD: Final = re.compile(rb"(?m)^([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)")


class Rewriter:
    """A table, ready to be asked; letter case does not matter.

    The entry that names an address most closely counts: the full address, `user@.partial` (the
    longest), `user`, the domain, then the longest `.partial` domain. Domains stand as `@domain` in
    masquerading tables and as `domain` in domain maps.
    """

    def __init__(self, entries: Mapping[str, AddressRewrite], *, prefix: str = "") -> None:
        """`prefix` is what stands before a domain in a table: `@` or nothing."""
        self._entries = {name.lower(): entry.to for name, entry in entries.items()}
        self._prefix = prefix
        self._users = prefix == "@"

    def __bool__(self) -> bool:
        return bool(self._entries)

    def rewrite(self, address: str) -> str:
        """Return what `user@domain` becomes; itself without an entry for it."""
        local, at, domain = address.rpartition("@")
        if not at or not self._entries:
            return address
        for key in self._keys(local.lower(), domain.lower()):
            to = self._entries.get(key)
            if to is not None:
                user, found, new = to.rpartition("@")
                return to if found and user else f"{local}@{new}"
        return address

    def _keys(self, local: str, domain: str) -> Iterator[str]:
        labels = domain.split(".")
        partial = [".".join(labels[start:]) for start in range(1, len(labels))]
        yield f"{local}@{domain}"
        if self._users:
            yield from (f"{local}@.{end}" for end in partial)
            yield local
        yield f"{self._prefix}{domain}"
        yield from (f"{self._prefix}.{end}" for end in partial)

    def rewrite_header(self, header: bytes, fields: frozenset[str]) -> bytes:
        """Return `header` (lines with CRLF) with the addresses in `fields` rewritten.

        The names of the fields are in small letters. Addresses are looked for as they stand;
        domain literals and quoted local parts stay.
        """

        def field(found: re.Match[bytes]) -> bytes:
            if found[1].decode("ascii").lower() not in fields:
                return found[0]
            return found[0][: found.start(2) - found.start()] + _ADDRESS.sub(one, found[2])

        def one(found: re.Match[bytes]) -> bytes:
            return self.rewrite(found[0].decode("ascii")).encode("ascii")

        return _FIELD.sub(field, header)
