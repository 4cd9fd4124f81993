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
"""These need `MAIN_SERVER`."""
