"""System Administration > LDAP."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column, widest
from screens.kit.dialogs import Notice
from screens.kit.fields import Field, Values
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.language import later, tr
from screens.ldap import forms
from state.model.configuration import Draft
from state.model.services import LdapServer
from state.operations.ldap import delete_server


class LdapScreen(TableSection):
    """LDAP server profiles and global settings."""

    place: ClassVar[str] = "ldap"
    EMPTY: ClassVar[str] = later("There are no LDAP servers.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "settings", later("Settings")),
        Binding("v", "check", later("Test server")),
    ]
    CHANGING: ClassVar[frozenset[str]] = TableSection.CHANGING | {"settings"}
    ABOUT_ONE: ClassVar[frozenset[str]] = TableSection.ABOUT_ONE | {"check"}

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(later("Name"), 12, share=1, rank=9),
            Column(later("Host"), 18, share=3, rank=8),
            Column(later("Port"), 6, rank=7, align="right"),
            Column(later("Connection"), 12, share=1, rank=6),
            Column(later("Type"), widest(forms.TYPES), rank=2),
            Column(later("Accept query"), 14, share=1, rank=4),
        )

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
            Text(f"{tr('Hosts')}: {', '.join(server.hosts)}"),
            Text(f"{tr('Server type')}: {forms.type_words(server.server_type)}"),
            Text(f"{tr('Base DN')}: {server.base or '-'}"),
            Text(f"{tr('Bind DN')}: {server.bind_user or tr('anonymous')}"),
        ]
        if server.accept_name:
            lines.append(Text(f"{server.accept_name}: {server.accept_filter}"))
        return Group(*lines)

    def names(self, draft: Draft) -> Collection[str]:
        return draft.ldap.servers

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_server(draft, key)

    def add_form(self) -> Form:
        return forms.added(self.desk)

    def edit_form(self, key: str) -> Form:
        return forms.edited(self.desk, key)

    def action_settings(self) -> None:
        """Edit the certificate, the interface, and whether servers are validated."""
        self.app.push_screen(forms.settings(self.desk))

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


def _row(name: str, each: LdapServer) -> Row:
    kind = forms.connection(each)
    words = {"plain": tr("Clear text"), "ssl": "LDAPS", "start_tls": "StartTLS"}[kind]
    cells = (
        name,
        ", ".join(each.hosts),
        str(each.port),
        words,
        forms.type_words(each.server_type),
        each.accept_name or "-",
    )
    return Row(name, cells, ("", "", "", "warning" if kind == "plain" else "good", "", ""))


SCREEN = LdapScreen
