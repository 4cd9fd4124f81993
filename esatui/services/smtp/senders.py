"""Address lists: whether an envelope sender is on one (`addresslistconfig`)."""

from __future__ import annotations

from collections.abc import Iterable


class SenderList:
    """The entries of an address list, ready to be asked.

    `user@example.com`, `user@`, `@example.com`, `@.example.com` (what is below it), `@[192.0.2.1]`;
    letter case does not matter.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = frozenset(entry.lower() for entry in entries)

    def __contains__(self, address: object) -> bool:
        if not isinstance(address, str) or not self._entries:
            return False
        local, at, domain = address.lower().rpartition("@")
        if not at:
            return f"{domain}@" in self._entries
        names = {f"{local}@{domain}", f"{local}@", f"@{domain}"}
        labels = domain.split(".")
        names.update(f"@.{'.'.join(labels[number:])}" for number in range(1, len(labels)))
        return not names.isdisjoint(self._entries)
