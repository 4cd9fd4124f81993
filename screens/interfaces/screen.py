"""Network > IP Interfaces."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text

from screens.appliance_words import named
from screens.kit.cells import Column
from screens.kit.editing import editing
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.kit.values import example, number, profile_choices, text
from screens.language import later, tr
from state.model.configuration import Draft
from state.model.interfaces import Interface
from state.operations.addresses import PREFIX, PREFIX6, check_ipv4, check_ipv6
from state.operations.interfaces import (
    ETHERNET_PORTS,
    PORT_SERVICES,
    PortService,
    add_interface,
    check_interface_name,
    delete_interface,
    edit_interface,
    given_hostname,
    interface_named,
)
from state.operations.values import PORT, NumberRange

SERVICES: Final[dict[str, str]] = {
    "ftp": later("FTP port"),
    "telnet": later("Telnet port"),
    "ssh": later("SSH port"),
    "ccs": later("Cluster communication port"),
    "http": later("HTTP port"),
    "https": later("HTTPS port"),
    "quarantine_http": later("Quarantine HTTP port"),
    "quarantine_https": later("Quarantine HTTPS port"),
    "api_http": later("API HTTP port"),
    "api_https": later("API HTTPS port"),
}


class InterfacesScreen(TableSection):
    """All IP interfaces."""

    place: ClassVar[str] = "interfaces"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("Name"), 12, share=1, rank=9),
        Column(later("IP Address"), 18, share=1, rank=8),
        Column(later("Hostname"), 18, share=2, rank=7),
        Column(later("Ethernet Port"), 13, rank=3),
        Column(later("Services"), 16, share=2, rank=5),
        Column(later("Certificate"), 12, share=1, rank=6),
    )

    def source(self) -> object:
        return self.desk.draft.interfaces

    def rows(self) -> Sequence[Row]:
        entries = self.desk.draft.interfaces.entries
        return [_row(name, each) for name, each in sorted(entries.items())]

    def details(self, key: str) -> RenderableType:
        interface = self.desk.draft.interfaces.entries.get(key)
        if interface is None:
            return ""
        lines = [
            Text(f"{key} - {interface.hostname}", "bold underline"),
            Text(f"{tr('Ethernet Port')}: {interface.ethernet}"),
            Text(f"{tr('IP Address')}: {_addresses(interface)}"),
        ]
        lines += [
            Text(f"{tr(SERVICES[service.field])}: {port}")
            for service in PORT_SERVICES
            if (port := getattr(interface, service.field)) is not None
        ]
        if interface.https is not None:
            words = tr("HTTPS presents the certificate {name}.", name=interface.https_certificate)
            lines.append(Text(words))
            if interface.http is not None and interface.redirect:
                lines.append(Text(tr("HTTP requests are redirected to HTTPS.")))
        return Group(*lines)

    def names(self, draft: Draft) -> Collection[str]:
        return draft.interfaces.entries

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_interface(draft, key)

    def add_form(self) -> Form:
        desk = self.desk
        shown = Interface(ethernet=ETHERNET_PORTS[0], hostname="", ssh=22, prefix=24)

        def submit(values: Values) -> None:
            interface, name = _changed(shown, values), values["name"].strip()
            desk.submit(lambda draft: add_interface(draft, name, interface))

        return Form(tr("Add IP Interface"), _fields(desk.draft, None, shown), submit)

    def edit_form(self, key: str) -> Form:
        def fields(draft: Draft) -> list[Field]:
            return _fields(draft, key, interface_named(draft, key))

        def change(draft: Draft, values: Values) -> Draft:
            changed = _changed(interface_named(draft, key), values)
            return edit_interface(draft, key, changed, values["name"].strip())

        return editing(self.desk, tr("Edit IP Interface: {name}", name=key), fields, change)


def _fields(draft: Draft, name: str | None, shown: Interface) -> list[Field]:
    return [
        Field(
            "name",
            tr("Name"),
            value=name or "",
            needed=True,
            check=lambda text: check_interface_name(draft, text, name),
        ),
        Field(
            "ethernet",
            tr("Ethernet Port"),
            "choice",
            shown.ethernet,
            tuple(Choice(each, each) for each in ETHERNET_PORTS),
        ),
        Field(
            "ip",
            tr("IPv4 Address"),
            value=_address(shown.ip, shown.prefix),
            placeholder=example("192.168.1.1/24"),
            aliases=("prefix",),
            check=lambda text: _split(text, check_ipv4, PREFIX),
        ),
        Field(
            "ipv6",
            tr("IPv6 Address"),
            value=_address(shown.ipv6, shown.prefix6),
            placeholder=example("2001:db8::1/64"),
            aliases=("prefix6",),
            check=lambda text: _split(text, check_ipv6, PREFIX6),
        ),
        Field(
            "hostname",
            tr("Hostname"),
            value=shown.hostname,
            placeholder=example("mail.example.com"),
            needed=True,
            check=given_hostname,
        ),
        *(_port(each, shown) for each in PORT_SERVICES),
        Field(
            "https_certificate",
            tr("HTTPS Certificate"),
            "choice",
            shown.https_certificate,
            profile_choices(draft),
        ),
        Field("redirect", tr("Redirect HTTP to HTTPS"), "switch", yes(shown.redirect)),
    ]


def _changed(shown: Interface, values: Values) -> Interface:
    """Return `shown` with what the form says. Raises `StateError`."""
    ip, prefix = _split(values["ip"].strip(), check_ipv4, PREFIX)
    ipv6, prefix6 = _split(values["ipv6"].strip(), check_ipv6, PREFIX6)
    changed = dataclasses.replace(
        shown,
        ethernet=values["ethernet"],
        ip=ip,
        prefix=24 if prefix is None else prefix,
        ipv6=ipv6,
        prefix6=64 if prefix6 is None else prefix6,
        hostname=given_hostname(values["hostname"]),
        https_certificate=values["https_certificate"],
        redirect=values["redirect"] == YES,
    )
    for each in PORT_SERVICES:
        changed = _with_port(changed, each.field, number(values, each.field))
    return changed


def _row(name: str, each: Interface) -> Row:
    services = [
        named(service.label)
        for service in PORT_SERVICES
        if getattr(each, service.field) is not None
    ]
    certificate = each.https_certificate if each.https is not None else "-"
    cells = (
        name,
        _addresses(each),
        each.hostname,
        each.ethernet,
        ", ".join(services),
        certificate,
    )
    return Row(name, cells)


def _addresses(each: Interface) -> str:
    both = (_address(each.ip, each.prefix), _address(each.ipv6, each.prefix6))
    return ", ".join(filter(None, both)) or "-"


def _address(address: str | None, prefix: int) -> str:
    return f"{address}/{prefix}" if address else ""


def _split(
    text: str, check: Callable[[str], str], lengths: NumberRange
) -> tuple[str | None, int | None]:
    """Return address and length of the prefix from `address/length`; either may be missing.

    Raises `StateError`.
    """
    address, slash, prefix = text.partition("/")
    if not address and not slash:
        return None, None
    return check(address), lengths.parse(prefix) if slash else None


def _port(service: PortService, shown: Interface) -> Field:
    help_text = tr("Empty: off. Usual: {port}", port=service.port)
    value = text(getattr(shown, service.field))
    return Field(
        service.field,
        tr(SERVICES[service.field]),
        value=value,
        placeholder=help_text,
        check=PORT.parse,
    )


def _with_port(interface: Interface, field: str, port: int | None) -> Interface:
    changes: dict[str, int | None] = {field: port}
    return dataclasses.replace(interface, **changes)  # type: ignore[arg-type] # Ports only.


SCREEN = InterfacesScreen
