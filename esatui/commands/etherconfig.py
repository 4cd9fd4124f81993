"""`etherconfig`: the Ethernet ports of the appliance, which are as the machine has them."""

from __future__ import annotations

from hashlib import sha256

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.operations.interfaces import ETHERNET_PORTS

MTU = 1500
VENDOR = "00:50:56"
"""Prefix of the addresses that virtual machines are given."""

menu: Menu[Session] = Menu()
command = Command("etherconfig", "View Ethernet media settings", cluster="machine", menu=menu)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


def hardware_address(serial: str, port: str) -> str:
    """Return the hardware address of a port: always the same on one appliance."""
    digest = sha256(f"{serial}\n{port}".encode()).digest()
    return f"{VENDOR}:{digest[0] & 0x3F:02x}:{digest[1]:02x}:{digest[2]:02x}"


@menu.operation("MEDIA", "View Ethernet media settings.", changes=False)
async def media(session: Session) -> None:
    """Print the ports with speed and hardware address."""
    serial = session.appliance.settings.serial
    lines = (
        f"{port} (Autoselect: <1000baseT full-duplex>) {hardware_address(serial, port)}"
        for port in ETHERNET_PORTS
    )
    session.dialogue.block("Ethernet interfaces:\n" + numbered(lines))


@menu.operation("MTU", "View the MTU (Maximum Transmission Unit) settings.", changes=False)
async def mtu(session: Session) -> None:
    """Print the largest packet of each port."""
    lines = (f"{port} default MTU {MTU}" for port in ETHERNET_PORTS)
    session.dialogue.block("Ethernet interfaces:\n" + numbered(lines))
