"""The Recipient Access Table at work: whether a recipient is taken (CLI reference, 7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from state.model.listeners import EVERYONE, Listener, RecipientAccess


@dataclass(frozen=True, slots=True)
class RecipientMatch:
    """What a table says about a recipient."""

    accept: bool
    entry: str
    """The entry that matched; `ALL` also when the table is empty."""
    bypass_ldap: bool


class RecipientTable:
    """The entries of a Recipient Access Table, ready to be asked.

    The entry that names a recipient most closely counts: its full address, then `user@`, then its
    domain or `[literal]`, then the longest `.partial` domain, then `ALL`. Domains are compared
    without regard to letter case, local parts too unless an entry has exactly the same case. Where
    even `ALL` is missing, recipients are rejected.
    """

    def __init__(self, entries: Mapping[str, RecipientAccess]) -> None:
        self._entries = entries
        self._folded = {name.lower(): name for name in sorted(entries, reverse=True)}

    @classmethod
    def of(cls, listener: Listener) -> RecipientTable:
        """Return the table of a listener. A private listener has none: it takes every recipient."""
        if listener.type == "private":
            return cls({EVERYONE: RecipientAccess()})
        return cls(listener.rat)

    def check(self, recipient: str) -> RecipientMatch:
        """Return what the table says about `user@domain`, without angle brackets.

        A recipient without domain (`postmaster`) is looked up by its name and as `ALL`.
        """
        for key in _keys(recipient):
            name = key if key in self._entries else self._folded.get(key.lower())
            if name is not None and name != EVERYONE:
                return self._match(name)
        return self._match(EVERYONE)

    def _match(self, name: str) -> RecipientMatch:
        access = self._entries.get(name, RecipientAccess(accept=False))
        return RecipientMatch(access.accept, name, access.bypass_ldap)


def _keys(recipient: str) -> Iterator[str]:
    """Yield the entries that would match, the closest first."""
    local, at, domain = recipient.rpartition("@")
    if not at:
        yield f"{recipient}@"
        return
    domain = domain.lower().removesuffix(".")
    yield f"{local}@{domain}"
    yield f"{local}@"
    yield domain
    dot = -1 if domain.startswith("[") else domain.find(".")
    while dot >= 0:
        yield domain[dot:]
        dot = domain.find(".", dot + 1)
