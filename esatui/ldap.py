"""How commands ask an LDAP server, without knowing how that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from esatui.services.ldap.place import Place
    from state.model.configuration import Draft
    from state.model.services import LdapServer
    from state.store import Store


class LdapClient(Protocol):
    """Asks LDAP servers, by the pending configuration of a session. Blocks: call it as `Work`."""

    def check(self, draft: Draft, server: LdapServer) -> None:
        """Connect, with TLS if `server` says so, and bind.

        Certificate, interface and validation are those of `draft.ldap`. Raises `StateError` whose
        text is a short reason that fits after a colon, such as `connection refused`.
        """

    def exists(self, draft: Draft, server: LdapServer, address: str) -> bool:
        """Return whether the acceptance query of `server` finds `address`. Raises like `check`."""


class NetworkLdap:
    """Asks from where the network of one appliance leads (see `esatui.services.ldap`).

    What that takes is imported with the first question: most commands never need it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, draft: Draft, server: LdapServer) -> None:
        from esatui.services.ldap.client import check

        check(self._place(draft, server), server)

    def exists(self, draft: Draft, server: LdapServer, address: str) -> bool:
        from esatui.services.ldap.client import exists

        return exists(self._place(draft, server), server, address)

    def _place(self, draft: Draft, server: LdapServer) -> Place:
        from esatui.services.ldap.place import place_of
        from esatui.services.network import network_of

        network = network_of(self._store)

        def load_key(key_id: str) -> str:
            return draft.new_keys.get(key_id) or self._store.private_key(key_id)

        return place_of(draft, server, network, load_key)
