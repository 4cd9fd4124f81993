"""Queries made of others (`ldapconfig`, ADVANCED), and who uses which query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from state.certificates.names import is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.services import AdvancedLdapQuery
from state.operations.domains import check_domain
from state.operations.values import BLANK, shown

MOST_QUERIES: Final = 100
"""Parts of one advanced query."""
MOST_ADVANCED: Final = 1000


def server_queries(view: View) -> tuple[str, ...]:
    """Return the names of the acceptance queries of servers, in the order of the alphabet."""
    names = (each.accept_name for each in view.ldap.servers.values())
    return tuple(sorted(name for name in names if name is not None))


def advanced_query(view: View, name: str) -> AdvancedLdapQuery:
    """Return the advanced query of this exact name; raises `StateError` without one."""
    found = view.ldap.advanced.get(name)
    if found is None:
        raise StateError(f'The LDAP query "{shown(name)}" does not exist.', "name")
    return found


def query_for(advanced: AdvancedLdapQuery, domain: str) -> tuple[str, ...]:
    """Return the queries that are asked for a recipient in `domain`, in their order."""
    if advanced.kind == "chain":
        return advanced.queries
    for name, query in zip(advanced.domains, advanced.queries, strict=False):
        if name == domain.lower():
            return (query,)
    return () if advanced.default is None else (advanced.default,)


def check_advanced(view: View, advanced: AdvancedLdapQuery) -> AdvancedLdapQuery:
    """Return `advanced` when it holds together and its queries exist; raises `StateError`."""
    used = tuple(_used(advanced))
    if not used:
        raise StateError(BLANK, "queries")
    if len(used) > MOST_QUERIES:
        raise StateError(f"There can be at most {MOST_QUERIES} queries.", "queries")
    known = set(server_queries(view))
    for query in used:
        if query not in known:
            raise StateError(f'The LDAP query "{shown(query)}" does not exist.', "queries")
    if advanced.kind == "domain":
        if len(advanced.domains) != len(advanced.queries):
            raise StateError("Each query needs a domain.", "domains")
        if not all(is_hostname(each) for each in advanced.domains):
            raise StateError("The value must be a domain.", "domains")
    return advanced


def check_query_domain(text: str) -> str:
    """Return a domain that a query can be for, in lower case; raises `StateError`."""
    domain = check_domain(text)
    if domain.startswith((".", "[")):
        raise StateError("The value must be a domain.", "domains")
    return domain


def put_advanced(draft: Draft, name: str, advanced: AdvancedLdapQuery) -> Draft:
    """Return a draft in which the advanced query `name` is this one. Raises `StateError`."""
    queries = draft.ldap.advanced
    if name not in queries and len(queries) >= MOST_ADVANCED:
        raise StateError(f"There can be at most {MOST_ADVANCED} advanced queries.")
    return _with_advanced(draft, {**queries, name: check_advanced(draft, advanced)})


def delete_advanced(draft: Draft, name: str) -> Draft:
    """Return a draft without the query; raises `StateError` while a listener uses it."""
    advanced_query(draft, name)
    check_unused(draft, name)
    return _with_advanced(draft, {k: v for k, v in draft.ldap.advanced.items() if k != name})


def check_unused(draft: Draft, query: str | None) -> None:
    """Raise `StateError` when a listener or an advanced query uses `query`."""
    if query is None:
        return
    for name, listener in sorted(draft.listeners.entries.items()):
        if listener.ldap_accept == query:
            raise StateError(f'The LDAP query "{query}" is used by the listener "{name}".')
    for name, advanced in sorted(draft.ldap.advanced.items()):
        if query in _used(advanced):
            raise StateError(f'The LDAP query "{query}" is used by the query "{name}".')


def renamed_in_listeners(draft: Draft, old: str, new: str) -> Draft:
    """Return a draft whose listeners use the query by its new name."""
    entries = draft.listeners.entries
    changed = {
        key: replace(each, ldap_accept=new)
        for key, each in entries.items()
        if each.ldap_accept == old
    }
    if not changed:
        return draft
    return draft.write(listeners=replace(draft.listeners, entries={**entries, **changed}))


def renamed_in_advanced(draft: Draft, old: str, new: str) -> Draft:
    """Return a draft whose advanced queries use the query by its new name."""
    changed = {
        key: replace(
            each,
            queries=tuple(new if query == old else query for query in each.queries),
            default=new if each.default == old else each.default,
        )
        for key, each in draft.ldap.advanced.items()
        if old in _used(each)
    }
    return _with_advanced(draft, {**draft.ldap.advanced, **changed}) if changed else draft


def _used(advanced: AdvancedLdapQuery) -> Iterator[str]:
    yield from advanced.queries
    if advanced.default is not None:
        yield advanced.default


def _with_advanced(draft: Draft, queries: Mapping[str, AdvancedLdapQuery]) -> Draft:
    return draft.write(ldap=replace(draft.ldap, advanced=queries))
