"""System Administration > LDAP."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import ClassVar, Final, cast, get_args

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.dialogs import Notice
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.kit.values import AUTO, interface_choices, needed, profile_choices
from screens.language import later, tr
from state.model.configuration import Draft
from state.model.services import LdapServer, LdapServerType
from state.operations.ldap import (
    add_server,
    check_hosts,
    default_port,
    delete_server,
    edit_server,
    set_options,
    set_query,
)

CONNECTIONS: Final[dict[str, str]] = {
    "plain": later("Clear text"),
    "ssl": later("TLS from the beginning (LDAPS)"),
    "start_tls": later("StartTLS"),
}
TYPES: Final[tuple[LdapServerType, ...]] = get_args(LdapServerType)


class LdapScreen(TableSection):
    """LDAP server profiles and global settings."""

    place: ClassVar[str] = "ldap"
    EMPTY: ClassVar[str] = later("There are no LDAP servers.")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("Name"), 12, share=1, rank=9),
        Column(later("Host"), 18, share=3, rank=8),
        Column(later("Port"), 6, rank=7, align="right"),
        Column(later("Connection"), 12, share=1, rank=6),
        Column(later("Type"), 12, share=1, rank=2),
        Column(later("Accept query"), 14, share=1, rank=4),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "settings", later("Global settings")),
        Binding("v", "check", later("Test connection")),
    ]
    CHANGING: ClassVar[frozenset[str]] = TableSection.CHANGING | {"settings"}
    ABOUT_ONE: ClassVar[frozenset[str]] = TableSection.ABOUT_ONE | {"check"}

    def source(self) -> object:
        return self.desk.draft.ldap

    def rows(self) -> Sequence[Row]:
        return [_row(name, each) for name, each in sorted(self.desk.draft.ldap.servers.items())]

    def summary(self) -> str:
        ldap = self.desk.draft.ldap
        checked = tr("validated") if ldap.validate_server else tr("not validated")
        return tr(
            "Client certificate: {name}. Certificates of servers are {checked}.",
            name=ldap.certificate,
            checked=checked,
        )

    def details(self, key: str) -> RenderableType:
        server = self.desk.draft.ldap.servers.get(key)
        if server is None:
            return ""
        lines = [
            Text(key, "bold underline"),
            Text(f"{tr('Base DN')}: {server.base or '-'}"),
            Text(f"{tr('Bind DN')}: {server.bind_user or tr('anonymous')}"),
        ]
        if server.accept_name:
            lines.append(Text(f"{server.accept_name}: {server.accept_filter}"))
        return Group(*lines)

    def add_form(self) -> Form:
        return self._form(None)

    def edit_form(self, key: str) -> Form:
        return self._form(key)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_server(draft, key)

    def _form(self, name: str | None) -> Form:
        desk = self.desk
        shown = desk.draft.ldap.servers.get(name or "") or LdapServer(hosts=())
        fields = [
            *([] if name else [Field("name", tr("Name"))]),
            Field(
                "hosts", tr("Hosts"), value=", ".join(shown.hosts), help=tr("Separated by commas")
            ),
            Field(
                "server_type",
                tr("Server type"),
                "choice",
                shown.server_type,
                tuple(Choice(each, _type(each)) for each in TYPES),
            ),
            Field(
                "connection",
                tr("Connection"),
                "choice",
                _connection(shown),
                tuple(Choice(key, tr(words)) for key, words in CONNECTIONS.items()),
            ),
            Field(
                "port",
                tr("Port"),
                value=str(shown.port) if name else "",
                placeholder=tr("Empty: that of the type"),
            ),
            Field("base", tr("Base DN"), value=shown.base, placeholder="dc=example,dc=com"),
            Field(
                "bind_user", tr("Bind DN"), value=shown.bind_user or "", help=tr("Empty: anonymous")
            ),
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
                placeholder="(mail={a})",
            ),
        ]

        def submit(values: Values) -> None:
            server_type = cast("LdapServerType", values["server_type"])
            ssl = values["connection"] != "plain"
            start_tls = values["connection"] == "start_tls"
            usual = default_port(server_type, ssl=ssl and not start_tls)
            user = values["bind_user"].strip() or None
            passphrase = values["bind_passphrase"] or shown.bind_passphrase
            server = dataclasses.replace(
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
            new = values.get("name", "").strip() or name or ""
            query = values["accept_name"].strip() or None

            def change(draft: Draft) -> Draft:
                draft = (
                    add_server(draft, new, server)
                    if name is None
                    else edit_server(draft, new, server)
                )
                if query == server.accept_name and values["accept_filter"] == server.accept_filter:
                    return draft
                asked = dataclasses.replace(
                    server, accept_name=query, accept_filter=values["accept_filter"].strip()
                )
                return set_query(draft, new, asked)

            desk.submit(change)

        title = tr("Add LDAP Server") if name is None else tr("Edit LDAP Server: {name}", name=name)
        return Form(title, fields, submit)

    def action_settings(self) -> None:
        """Edit the certificate, the interface, and whether servers are validated."""
        desk, ldap = self.desk, self.desk.draft.ldap
        fields = (
            Field(
                "certificate",
                tr("Client certificate"),
                "choice",
                ldap.certificate,
                profile_choices(desk.draft),
            ),
            Field(
                "interface",
                tr("Interface"),
                "choice",
                ldap.interface or AUTO,
                interface_choices(desk.draft, auto=True),
            ),
            Field("validate", tr("Validate servers"), "switch", yes(ldap.validate_server)),
        )

        def submit(values: Values) -> None:
            desk.submit(
                lambda draft: set_options(
                    draft,
                    interface=values["interface"] or None,
                    silent_group_failure=draft.ldap.silent_group_failure,
                    certificate=values["certificate"],
                    validate_server=values["validate"] == YES,
                )
            )

        self.app.push_screen(Form(tr("Edit LDAP Global Settings"), fields, submit))

    def action_check(self) -> None:
        """Connect to the server at the cursor, with what is pending; ask for a recipient."""
        desk, name = self.desk, self.key
        server = desk.draft.ldap.servers[name]
        told: list[str] = []
        fields = [
            Field(
                "note",
                kind="note",
                value=tr(
                    "Connect to {hosts}, port {port}.",
                    hosts=", ".join(server.hosts),
                    port=server.port,
                ),
            )
        ]
        if server.accept_name:
            fields.append(Field("address", tr("Recipient"), help=tr("Empty: connect only")))

        def submit(values: Values) -> None:
            told.clear()
            desk.ldap_probe.check(desk.draft, server)
            told.append(tr("Connected."))
            address = values.get("address", "").strip()
            if address:
                found = desk.ldap_probe.exists(desk.draft, server, address)
                words = tr("{address} was found.") if found else tr("{address} was not found.")
                told.append(words.format(address=address))

        def done(tried: bool | None) -> None:
            if tried:
                title = tr("Test connection")
                self.app.push_screen(Notice(title, "\n".join(told), tone="good"))

        form = Form(
            tr("Test connection"), fields, submit, button=tr("Test"), busy=tr("Connecting ...")
        )
        self.app.push_screen(form, done)


def _connection(server: LdapServer) -> str:
    if not server.ssl:
        return "plain"
    return "start_tls" if server.start_tls else "ssl"


def _type(kind: str) -> str:
    """Return what a type of server is called: products have a name, the rest has words."""
    return tr("Unknown or Other") if kind == "Unknown or Other" else kind


def _row(name: str, each: LdapServer) -> Row:
    kind = _connection(each)
    words = {"plain": tr("Clear text"), "ssl": "LDAPS", "start_tls": "StartTLS"}[kind]
    cells = (
        name,
        ", ".join(each.hosts),
        str(each.port),
        words,
        _type(each.server_type),
        each.accept_name or "-",
    )
    return Row(name, cells, ("", "", "", "warning" if kind == "plain" else "good", "", ""))


SCREEN = LdapScreen
