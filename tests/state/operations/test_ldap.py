"""LDAP servers, their queries, and filters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import AdvancedLdapQuery, LdapServer
from state.operations.ldap import (
    add_server,
    check_hosts,
    check_server_name,
    default_port,
    delete_server,
    set_query,
)
from state.operations.ldap_filter import check_filter, filled
from state.operations.ldap_queries import delete_advanced, put_advanced, query_for
from state.operations.listeners import accept_queries, use_ldap_accept
from tests.state.operations.drafts import factory_draft

SERVER = LdapServer(hosts=("ldap.example.com",), base="dc=example,dc=com")
QUERY = replace(SERVER, accept_name="a.ldapaccept", accept_filter="(mail={a})")


def with_query() -> Draft:
    draft = add_server(factory_draft(), "a", SERVER)
    return set_query(draft, "a", QUERY)


@pytest.mark.parametrize(
    "text",
    [
        "(mail={a})",
        " (|(mail={a})(proxyAddresses=smtp:{a})) ",
        "(&(objectClass=*)(!(disabled=TRUE))(uid={u}))",
        "(member:1.2.840.113556.1.4.1941:={d})",
    ],
)
def test_filters(text: str) -> None:
    assert check_filter(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mail={a}",
        "(mail={a}",
        "(mail={a}))",
        "(!(mail={a})(x=y))",
        "(&)",
        "(mail=joe)",
        "(mail={x})",
        "(=a{a})",
        "(!" * 30 + "(mail={a})" + ")" * 30,
        "(mail={a}" + "x" * 2000 + ")",
    ],
)
def test_what_is_no_filter(text: str) -> None:
    with pytest.raises(StateError):
        check_filter(text)


def test_what_an_address_contains_means_nothing_to_the_filter() -> None:
    assert filled("(|(mail={a})(u={u})(d={d}))", "a*)(\\\x00@b.example") == (
        r"(|(mail=a\2a\29\28\5c\00@b.example)(u=a\2a\29\28\5c\00)(d=b.example))"
    )
    assert filled("(mail={a})", "{d}@x.example") == "(mail={d}@x.example)"


def test_default_ports() -> None:
    assert default_port("Active Directory", ssl=False) == 3268
    assert default_port("OpenLDAP", ssl=False) == 389
    assert default_port("Active Directory", ssl=True) == 636


def test_a_query_can_be_used_and_then_its_server_stays() -> None:
    draft = with_query()
    assert accept_queries(draft) == ("a.ldapaccept",)
    draft = use_ldap_accept(draft, "InboundMail", "a.ldapaccept")
    with pytest.raises(StateError, match="is used by the listener"):
        delete_server(draft, "a")
    with pytest.raises(StateError, match="is used by the listener"):
        set_query(draft, "a", SERVER)
    renamed = set_query(draft, "a", replace(QUERY, accept_name="b"))
    assert renamed.listeners.entries["InboundMail"].ldap_accept == "b"
    assert accept_queries(set_query(with_query(), "a", SERVER)) == ()
    assert delete_server(with_query(), "a").ldap.servers == {}


def test_names_are_unique() -> None:
    draft = add_server(with_query(), "b", SERVER)
    with pytest.raises(StateError, match="already exists"):
        check_server_name(draft, "a")
    with pytest.raises(StateError, match="already exists"):
        set_query(draft, "b", QUERY)


@pytest.mark.parametrize(
    "text", ["", " , ", "a b", "x_y!", "1.2.3.4.5:389", ",".join(f"h{n}" for n in range(11))]
)
def test_what_are_no_hosts(text: str) -> None:
    with pytest.raises(StateError):
        check_hosts(text)


def test_hosts() -> None:
    assert check_hosts("A.example, 10.0.0.1,,a.example,2001:DB8::1") == (
        "a.example",
        "10.0.0.1",
        "2001:db8::1",
    )


def test_queries_made_of_others() -> None:
    chain = AdvancedLdapQuery(queries=("b", "a"))
    assert query_for(chain, "a.example") == ("b", "a")
    by_domain = AdvancedLdapQuery(kind="domain", queries=("a", "b"), domains=("x.example", "y.b"))
    assert query_for(by_domain, "Y.B") == ("b",)
    assert query_for(by_domain, "sub.y.b") == ()
    assert query_for(replace(by_domain, default="a"), "z.example") == ("a",)


def test_an_advanced_query_holds_its_parts() -> None:
    draft = put_advanced(with_query(), "all", AdvancedLdapQuery(queries=("a.ldapaccept",)))
    assert accept_queries(draft) == ("a.ldapaccept", "all")
    with pytest.raises(StateError, match='is used by the query "all"'):
        delete_server(draft, "a")
    renamed = set_query(draft, "a", replace(QUERY, accept_name="b"))
    assert renamed.ldap.advanced["all"].queries == ("b",)
    with pytest.raises(StateError, match="already exists"):
        set_query(draft, "a", replace(QUERY, accept_name="all"))
    used = use_ldap_accept(draft, "InboundMail", "all")
    with pytest.raises(StateError, match="is used by the listener"):
        delete_advanced(used, "all")
    assert delete_advanced(draft, "all").ldap.advanced == {}


@pytest.mark.parametrize(
    "query",
    [
        AdvancedLdapQuery(),
        AdvancedLdapQuery(queries=("gone",)),
        AdvancedLdapQuery(kind="domain", default="gone"),
        AdvancedLdapQuery(kind="domain", queries=("a.ldapaccept",)),
        AdvancedLdapQuery(kind="domain", queries=("a.ldapaccept",), domains=("a b",)),
        AdvancedLdapQuery(queries=("a.ldapaccept",) * 101),
    ],
)
def test_what_is_no_advanced_query(query: AdvancedLdapQuery) -> None:
    with pytest.raises(StateError):
        put_advanced(with_query(), "all", query)
