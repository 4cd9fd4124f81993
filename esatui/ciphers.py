"""How commands ask the TLS library about cipher strings, without knowing one."""

from __future__ import annotations

from typing import Protocol


class CipherCatalogue(Protocol):
    """Knows the cipher suites of the appliance's TLS."""

    def listed(self, text: str) -> tuple[str, ...]:
        """Return a line for each suite that a cipher string selects, as `openssl ciphers -v` does.

        Raises `StateError` ("Invalid cipher string.") when it selects none.
        """


class LibraryCiphers:
    """The libraries that serve; they are loaded by the first question."""

    def listed(self, text: str) -> tuple[str, ...]:
        from esatui.services.tls.ciphers import listed

        return listed(text)
