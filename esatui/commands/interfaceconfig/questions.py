"""The questions about one interface, in order (CLI reference, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from esatui.commands._certificate_choice import RUN_CERTCONFIG, choose_certificate
from esatui.session import Session
from state.errors import StateError
from state.model.interfaces import Interface
from state.operations.addresses import PREFIX6, check_ipv4, check_ipv6, check_netmask
from state.operations.interfaces import (
    ETHERNET_PORTS,
    PORT_SERVICES,
    PortService,
    check_free,
    check_interface_name,
    check_port,
    given_hostname,
    presents_certificate,
)

IPV4_QUESTION = "Would you like to configure an IPv4 address for this interface (y/n)?"
IPV6_QUESTION = "Would you like to configure an IPv6 address for this interface (y/n)?"
REDIRECT_QUESTION = (
    "Both HTTP and HTTPS are enabled for this interface, should HTTP requests redirect to the "
    "secure service?"
)


async def ask_name(session: Session, current: str | None) -> str:
    """Ask for the name of an interface; `None` is a new one."""
    return await session.dialogue.ask(
        'IP interface name (Ex: "InternalNet"):',
        default=current,
        check=lambda text: check_interface_name(session.draft, text, current),
    )


async def ask_interface(session: Session, interface: Interface, name: str | None) -> Interface:
    """Ask everything but the name; the values of `interface` are the defaults.

    `name` is its present name, `None` for a new one, for which an IPv4 address is proposed.
    """
    interface = await _ipv4(session, interface, name)
    interface = await _ipv6(session, interface, name)
    if interface.ip is None and interface.ipv6 is None:
        raise StateError("An IP interface must have an IPv4 or an IPv6 address.", "ip")
    hostname = await session.dialogue.ask(
        "Hostname:", default=interface.hostname or None, check=given_hostname
    )
    interface = replace(interface, hostname=hostname)
    for position, service in enumerate(PORT_SERVICES):
        interface = await _service(session, interface, service, PORT_SERVICES[:position])
    return await _https(session, interface)


async def _ipv4(session: Session, interface: Interface, name: str | None) -> Interface:
    dialogue = session.dialogue
    proposed = name is None or interface.ip is not None
    wanted = await dialogue.confirm(IPV4_QUESTION, default=proposed)
    ip = None
    if wanted:
        ip = await dialogue.ask(
            "IP Address (Ex: 192.168.1.2):",
            default=interface.ip,
            check=lambda text: check_free(session.draft, check_ipv4(text), name),
        )
    ethernet = await dialogue.choose_value(
        [(port, port) for port in ETHERNET_PORTS],
        question="Ethernet interface:",
        current=interface.ethernet,
    )
    interface = replace(interface, ip=ip, ethernet=ethernet)
    if not wanted:
        return interface
    prefix = await dialogue.ask(
        'Netmask (Ex: "24", "255.255.255.0" or "0xffffff00"):',
        default=str(interface.prefix),
        check=check_netmask,
    )
    return replace(interface, prefix=prefix)


async def _ipv6(session: Session, interface: Interface, name: str | None) -> Interface:
    dialogue = session.dialogue
    if not await dialogue.confirm(IPV6_QUESTION, default=interface.ipv6 is not None):
        return replace(interface, ipv6=None)
    ipv6 = await dialogue.ask(
        "IPv6 Address (Ex: 2001:420:80:1::5):",
        default=interface.ipv6,
        check=lambda text: check_free(session.draft, check_ipv6(text), name),
    )
    prefix = await dialogue.ask(
        "Prefix length:", default=str(interface.prefix6), check=PREFIX6.parse
    )
    return replace(interface, ipv6=ipv6, prefix6=prefix)


async def _service(
    session: Session, interface: Interface, service: PortService, before: Sequence[PortService]
) -> Interface:
    """Ask whether a service is on, and for its port.

    The port must differ from those asked `before`: the others may still change, so that ports can
    be swapped in one go.
    """
    current: int | None = getattr(interface, service.field)
    question = f"Do you want to enable {service.label} on this interface?"
    port = None
    if await session.dialogue.confirm(question, default=current is not None):
        port = await session.dialogue.ask(
            f"Which port do you want to use for {service.label}?",
            default=str(current or service.port),
            check=lambda text: check_port(interface, service, text, before),
        )
    change: dict[str, Any] = {service.field: port}
    return replace(interface, **change)


async def _https(session: Session, interface: Interface) -> Interface:
    """Ask for the certificate and for the redirection, each where it means something."""
    if presents_certificate(interface):
        certificate = await choose_certificate(
            session, interface.https_certificate, advice=RUN_CERTCONFIG
        )
        interface = replace(interface, https_certificate=certificate)
    if interface.http is not None and interface.https is not None:
        redirect = await session.dialogue.confirm(REDIRECT_QUESTION, default=interface.redirect)
        interface = replace(interface, redirect=redirect)
    return interface
