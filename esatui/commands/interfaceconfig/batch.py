"""The batch forms (CLI reference, 8)."""

from __future__ import annotations

from dataclasses import replace

from esatui.batch import parse_options
from esatui.commands.interfaceconfig.declaration import command, state_lines
from esatui.session import Session
from state.model.interfaces import Interface
from state.objects import path_at
from state.operations.addresses import check_ipv4, check_netmask
from state.operations.interfaces import (
    PORT_SERVICES,
    check_port,
    delete_interface,
    edit_interface,
    interface_named,
)

__all__ = ["command"]

HTTPS = next(service for service in PORT_SERVICES if service.field == "https")


@command.batch(
    "interfaceconfig edit <name> [ip=<address/bits>] [hostname=<name>] [https=<port|off>] "
    "[certificate=<profile>]"
)
async def edit(session: Session, name: str, words: tuple[str, ...]) -> None:
    """Change an interface; what is not given stays."""
    given = parse_options(words, ("ip", "hostname", "https", "certificate"))
    draft = session.draft
    interface = interface_named(draft, name)
    if "ip" in given:
        interface = _with_address(interface, given["ip"])
    interface = replace(
        interface,
        hostname=given.get("hostname", interface.hostname),
        https_certificate=given.get("certificate", interface.https_certificate),
    )
    if "https" in given:
        interface = _with_https(interface, given["https"])
    draft = edit_interface(draft, name, interface)
    session.update(draft, [path_at(draft.level, "interfaces", "entries", name)])


@command.batch("interfaceconfig delete <name>")
async def delete(session: Session, name: str) -> None:
    """Remove an interface, unless something uses it."""
    session.update(delete_interface(session.draft, name))


@command.batch("interfaceconfig print", changes=False)
async def print_interfaces(session: Session) -> None:
    """Print the list of the interfaces."""
    session.dialogue.block(state_lines(session))


def _with_address(interface: Interface, text: str) -> Interface:
    address, slash, bits = text.partition("/")
    prefix = check_netmask(bits) if slash else interface.prefix
    return replace(interface, ip=check_ipv4(address), prefix=prefix)


def _with_https(interface: Interface, text: str) -> Interface:
    port = None if text.lower() == "off" else check_port(interface, HTTPS, text)
    return replace(interface, https=port)
