"""Forms of LDAP server profiles and of the global settings."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final, cast, get_args

from screens.kit.editing import editing
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.values import AUTO, example, interface_choices, needed, profile_choices
from screens.language import later, tr
from state.model.configuration import Draft
from state.model.services import LdapServer, LdapServerType
from state.operations.ldap import (
    add_server,
    check_hosts,
    check_server_name,
    default_port,
    edit_server,
    ldap_server,
    set_options,
    set_query,
)
from state.operations.ldap_filter import check_filter
from state.operations.values import PORT

if TYPE_CHECKING:
    from screens.desk import Desk

CONNECTIONS: Final[dict[str, str]] = {
    "plain": later("Clear text"),
    "ssl": later("TLS from the beginning (LDAPS)"),
    "start_tls": later("StartTLS"),
}
TYPES: Final[tuple[LdapServerType, ...]] = get_args(LdapServerType)


def connection(server: LdapServer) -> str:
    """Return how a server is connected to, a key of `CONNECTIONS`."""
    if not server.ssl:
        return "plain"
    return "start_tls" if server.start_tls else "ssl"


def type_words(kind: str) -> str:
    """Return what a type of server is called: products have a name, the rest has words."""
    return tr("Unknown or Other") if kind == "Unknown or Other" else kind


def added(desk: Desk) -> Form:
    """Return the form for a new server."""
    name = Field(
        "name", tr("Name"), needed=True, check=lambda text: check_server_name(desk.draft, text)
    )

    def submit(values: Values) -> None:
        server, new = _server(LdapServer(hosts=()), values), values["name"].strip()
        desk.submit(lambda draft: _with_query(add_server(draft, new, server), new, values))

    fields = [name, *_fields(LdapServer(hosts=()), port="")]
    return Form(tr("Add LDAP Server"), fields, submit)


def edited(desk: Desk, name: str) -> Form:
    """Return the form for the server `name`."""

    def fields(draft: Draft) -> list[Field]:
        server = ldap_server(draft, name)
        return _fields(server, port=str(server.port))

    def change(draft: Draft, values: Values) -> Draft:
        server = _server(ldap_server(draft, name), values)
        return _with_query(edit_server(draft, name, server), name, values)

    return editing(desk, tr("Edit LDAP Server: {name}", name=name), fields, change)


def _fields(shown: LdapServer, *, port: str) -> list[Field]:
    return [
        Field(
            "hosts",
            tr("Hosts"),
            value=", ".join(shown.hosts),
            help=tr("Separated by commas"),
            placeholder=example("ldap.example.com"),
            needed=True,
            check=check_hosts,
        ),
        Field(
            "server_type",
            tr("Server type"),
            "choice",
            shown.server_type,
            tuple(Choice(each, type_words(each)) for each in TYPES),
        ),
        Field(
            "connection",
            tr("Connection"),
            "choice",
            connection(shown),
            tuple(Choice(key, tr(words)) for key, words in CONNECTIONS.items()),
        ),
        Field(
            "port",
            tr("Port"),
            value=port,
            placeholder=tr("Empty: that of the type"),
            check=PORT.parse,
        ),
        Field("base", tr("Base DN"), value=shown.base, placeholder=example("dc=example,dc=com")),
        Field("bind_user", tr("Bind DN"), value=shown.bind_user or "", help=tr("Empty: anonymous")),
        Field(
            "bind_passphrase",
            tr("Passphrase"),
            "secret",
            placeholder=tr("unchanged") if shown.bind_passphrase else "",
        ),
        Field(
            "accept_name",
            tr("Accept query"),
            value=shown.accept_name or "",
            help=tr("Its name; empty: none"),
        ),
        Field(
            "accept_filter",
            tr("Accept filter"),
            value=shown.accept_filter,
            placeholder=example("(mail={a})"),
            check=check_filter,
        ),
    ]


def _server(shown: LdapServer, values: Values) -> LdapServer:
    """Return `shown` with what the form says, but for the query. Raises `StateError`."""
    server_type = cast("LdapServerType", values["server_type"])
    ssl = values["connection"] != "plain"
    start_tls = values["connection"] == "start_tls"
    usual = default_port(server_type, ssl=ssl and not start_tls)
    user = values["bind_user"].strip() or None
    passphrase = values["bind_passphrase"] or shown.bind_passphrase
    return dataclasses.replace(
        shown,
        hosts=check_hosts(values["hosts"]),
        server_type=server_type,
        ssl=ssl,
        start_tls=start_tls,
        port=needed(values, "port") if values["port"].strip() else usual,
        base=values["base"].strip(),
        bind_user=user,
        bind_passphrase=passphrase if user else None,
    )


def _with_query(draft: Draft, name: str, values: Values) -> Draft:
    """Return a draft in which the server has the query of the form. Raises `StateError`."""
    server = ldap_server(draft, name)
    query, accept = values["accept_name"].strip() or None, values["accept_filter"].strip()
    if (query, accept) == (server.accept_name, server.accept_filter):
        return draft
    asked = dataclasses.replace(server, accept_name=query, accept_filter=accept)
    return set_query(draft, name, asked)


def settings(desk: Desk) -> Form:
    """Return the form for the certificate, the interface, and whether servers are validated."""

    def fields(draft: Draft) -> list[Field]:
        ldap = draft.ldap
        return [
            Field(
                "certificate",
                tr("Client certificate"),
                "choice",
                ldap.certificate,
                profile_choices(draft),
            ),
            Field(
                "interface",
                tr("Interface"),
                "choice",
                ldap.interface or AUTO,
                interface_choices(draft, auto=True),
            ),
            Field("validate", tr("Validate servers"), "switch", yes(ldap.validate_server)),
        ]

    def change(draft: Draft, values: Values) -> Draft:
        return set_options(
            draft,
            interface=values["interface"] or None,
            silent_group_failure=draft.ldap.silent_group_failure,
            certificate=values["certificate"],
            validate_server=values["validate"] == YES,
        )

    return editing(desk, tr("Edit LDAP Global Settings"), fields, change)
