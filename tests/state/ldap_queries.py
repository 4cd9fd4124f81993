"""LDAP queries that go together, for random configurations."""

from __future__ import annotations

from state.model.services import AdvancedLdapQuery, LdapServer

ACCEPT_QUERY = "main.ldapaccept"
MAIN_SERVER = LdapServer(hosts=("a",), accept_name=ACCEPT_QUERY, accept_filter="(mail={a})")
ADVANCED_QUERIES = (
    AdvancedLdapQuery(queries=(ACCEPT_QUERY,)),
    AdvancedLdapQuery(kind="domain", default=ACCEPT_QUERY),
    AdvancedLdapQuery(kind="domain", queries=(ACCEPT_QUERY,), domains=("a.example",)),
)
"""These need a server with `ACCEPT_QUERY`."""


def with_main(servers: dict[str, LdapServer]) -> dict[str, LdapServer]:
    """Return these servers, and one that has the query."""
    return {**servers, "Main": MAIN_SERVER}
