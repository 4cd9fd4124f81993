"""Network > IP Interfaces."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text

from screens.appliance_words import named
from screens.kit.cells import Column
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.kit.values import number, profile_choices, text
from screens.language import later, tr
from state.errors import StateError
from state.model.configuration import Draft
from state.model.interfaces import Interface
from state.operations.interfaces import (
    ETHERNET_PORTS,
    PORT_SERVICES,
    PortService,
    add_interface,
    delete_interface,
    edit_interface,
    given_hostname,
)

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
        Column(later("Port"), 10, rank=3),
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
        lines = [Text(f"{key} - {interface.hostname}", "bold underline")]
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

    def add_form(self) -> Form:
        return self._form(None)

    def edit_form(self, key: str) -> Form:
        return self._form(key)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_interface(draft, key)

    def _form(self, name: str | None) -> Form:
        desk = self.desk
        existing = desk.draft.interfaces.entries.get(name or "")
        shown = existing or Interface(ethernet=ETHERNET_PORTS[0], hostname="", ssh=22, prefix=24)
        fields = (
            Field("name", tr("Name"), value=name or ""),
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
                placeholder="192.168.1.1/24",
            ),
            Field(
                "ipv6",
                tr("IPv6 Address"),
                value=_address(shown.ipv6, shown.prefix6),
                placeholder="2001:db8::1/64",
            ),
            Field("hostname", tr("Hostname"), value=shown.hostname, placeholder="mail.example.com"),
            *(_port(each, shown) for each in PORT_SERVICES),
            Field(
                "https_certificate",
                tr("HTTPS Certificate"),
                "choice",
                shown.https_certificate,
                profile_choices(desk.draft),
            ),
            Field("redirect", tr("Redirect HTTP to HTTPS"), "switch", yes(shown.redirect)),
        )

        def submit(values: Values) -> None:
            ip, prefix = _split(values, "ip", 24)
            ipv6, prefix6 = _split(values, "ipv6", 64)
            ports = {each.field: number(values, each.field) for each in PORT_SERVICES}
            changed = dataclasses.replace(
                shown,
                ethernet=values["ethernet"],
                ip=ip,
                prefix=prefix,
                ipv6=ipv6,
                prefix6=prefix6,
                hostname=given_hostname(values["hostname"]),
                https_certificate=values["https_certificate"],
                redirect=values["redirect"] == YES,
            )
            for field, port in ports.items():
                changed = _with_port(changed, field, port)
            new = values["name"].strip()
            if name is None:
                desk.submit(lambda draft: add_interface(draft, new, changed))
            else:
                desk.submit(lambda draft: edit_interface(draft, name, changed, new))

        title = (
            tr("Add IP Interface") if name is None else tr("Edit IP Interface: {name}", name=name)
        )
        return Form(title, fields, submit)


def _row(name: str, each: Interface) -> Row:
    addresses = [
        _address(address, prefix)
        for address, prefix in ((each.ip, each.prefix), (each.ipv6, each.prefix6))
        if address
    ]
    services = [
        named(service.label)
        for service in PORT_SERVICES
        if getattr(each, service.field) is not None
    ]
    certificate = each.https_certificate if each.https is not None else "-"
    cells = (
        name,
        ", ".join(addresses),
        each.hostname,
        each.ethernet,
        ", ".join(services),
        certificate,
    )
    return Row(name, cells)


def _address(address: str | None, prefix: int) -> str:
    return f"{address}/{prefix}" if address else ""


def _split(values: Values, name: str, default: int) -> tuple[str | None, int]:
    """Return address and length of the prefix from `address/length`; the length may be missing."""
    address, slash, prefix = values[name].strip().partition("/")
    if slash and not (prefix.isascii() and prefix.isdecimal()):
        raise StateError("The value must be an integer.", name)
    return address or None, int(prefix) if slash else default


def _port(service: PortService, shown: Interface) -> Field:
    help_text = tr("Empty: off. Usual: {port}", port=service.port)
    value = text(getattr(shown, service.field))
    return Field(service.field, tr(SERVICES[service.field]), value=value, placeholder=help_text)


def _with_port(interface: Interface, field: str, port: int | None) -> Interface:
    changes: dict[str, int | None] = {field: port}
    return dataclasses.replace(interface, **changes)  # type: ignore[arg-type] # Ports only.


SCREEN = InterfacesScreen
