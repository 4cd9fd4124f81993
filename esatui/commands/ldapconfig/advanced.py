"""ADVANCED: queries that are made of the acceptance queries of servers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from esatui.dialogue import InputError, pick
from esatui.menu import Menu
from esatui.session import Session
from esatui.text.layout import numbered
from state.errors import StateError
from state.model.services import AdvancedLdapKind, AdvancedLdapQuery
from state.objects import path_at
from state.operations.ldap import check_query_name
from state.operations.ldap_queries import (
    advanced_query,
    check_query_domain,
    delete_advanced,
    put_advanced,
    server_queries,
)
from state.operations.values import BLANK

KINDS: Final[tuple[tuple[AdvancedLdapKind, str], ...]] = (
    ("domain", "Domain based query"),
    ("chain", "Chain query"),
)


def _state(session: Session) -> str:
    queries = session.draft.ldap.advanced
    if not queries:
        return "No advanced LDAP queries."
    return "Current advanced LDAP queries:\n" + numbered(
        f"{name}: {_text(query)}" for name, query in sorted(queries.items())
    )


def _text(query: AdvancedLdapQuery) -> str:
    if query.kind == "chain":
        return f"chain of {', '.join(query.queries)}"
    pairs = [f"{d} = {q}" for d, q in zip(query.domains, query.queries, strict=False)]
    pairs.append(f"others = {query.default or 'none'}")
    return f"by domain: {', '.join(pairs)}"


def _any(session: Session) -> bool:
    return bool(session.draft.ldap.advanced)


advanced_menu: Menu[Session] = Menu(state=_state)


@advanced_menu.operation("NEW", "Create a new advanced query.")
async def new(session: Session) -> None:
    """Ask for kind and name, then for the queries that it is made of."""
    if not server_queries(session.draft):
        raise StateError("No LDAP recipient acceptance queries are configured.")
    kind = await session.dialogue.choose_value(
        KINDS, question="Select the type of the query:", current="domain"
    )
    name = await session.dialogue.ask(
        "Please create a name for this query:",
        check=lambda text: check_query_name(session.draft, text),
    )
    query = await _ask(session, AdvancedLdapQuery(kind=kind))
    session.update(put_advanced(session.draft, name, query))
    session.dialogue.block(f"Query {name} created.")


@advanced_menu.operation("EDIT", "Modify an advanced query.", when=_any)
async def edit(session: Session) -> None:
    """Ask which query, and then for what it is made of; Enter keeps what is there."""
    name = await _ask_name(session, "edit")
    query = await _ask(session, advanced_query(session.draft, name))
    draft = put_advanced(session.draft, name, query)
    session.update(draft, [path_at(draft.level, "ldap", "advanced", name)])


@advanced_menu.operation("DELETE", "Remove an advanced query.", when=_any)
async def delete(session: Session) -> None:
    """Ask which query, and remove it unless a listener uses it."""
    name = await _ask_name(session, "delete")
    session.update(delete_advanced(session.draft, name))
    session.dialogue.block(f"Query {name} removed.")


async def _ask(session: Session, current: AdvancedLdapQuery) -> AdvancedLdapQuery:
    known = server_queries(session.draft)
    session.dialogue.block("Available Recipient Acceptance Queries\n" + numbered(known))
    if current.kind == "chain":
        queries = await session.dialogue.ask(
            "Enter the names or numbers of the queries in their order, separated by commas:",
            default=", ".join(current.queries) or None,
            check=lambda text: tuple(_query(each, known) for each in _parts(text)),
            completions=lambda: known,
        )
        return replace(current, queries=queries)
    present = zip(current.domains, current.queries, strict=False)
    pairs = await session.dialogue.ask(
        "Enter the domains with their queries, separated by commas:\n(Ex: example.com = 1)",
        default=", ".join(f"{domain} = {query}" for domain, query in present) or None,
        check=lambda text: dict(_pair(each, known) for each in _parts(text)),
    )
    default = await session.dialogue.choose_value(
        [(None, "None"), *((name, name) for name in known)],
        question="Choose the query for all other domains:",
        current=current.default,
    )
    return replace(current, domains=tuple(pairs), queries=tuple(pairs.values()), default=default)


def _parts(text: str) -> list[str]:
    parts = [each.strip() for each in text.split(",") if each.strip()]
    if not parts:
        raise InputError(BLANK)
    return parts


def _query(text: str, known: tuple[str, ...]) -> str:
    index = pick(text, known, None)
    if isinstance(index, str):
        raise InputError(index)
    return known[index]


def _pair(text: str, known: tuple[str, ...]) -> tuple[str, str]:
    domain, equals, query = text.partition("=")
    if not equals:
        raise InputError("Each domain needs a query. (Ex: example.com = 1)")
    return check_query_domain(domain), _query(query.strip(), known)


async def _ask_name(session: Session, verb: str) -> str:
    names = tuple(sorted(session.draft.ldap.advanced))
    return await session.dialogue.ask(
        f"Enter the name or number of the query you wish to {verb}.",
        check=lambda text: _query(text, names),
        completions=lambda: names,
    )
