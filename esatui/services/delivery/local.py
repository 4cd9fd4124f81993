"""From which interface mail is delivered (`deliveryconfig`; CLI reference, section 3)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from esatui.services.network import Network, NetworkError
from esatui.services.network.address import is_loopback
from state.model.configuration import View
from state.model.interfaces import Interface


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalInterface:
    """The end of a delivery connection on the appliance's side."""

    name: str
    address: str
    """As the appliance knows it, and as the log shows it."""
    hostname: str
    """Goes into EHLO."""
    stand_in: str
    """The address of this machine that stands for it."""

    def source(self, network: Network, address: str, port: int) -> str | None:
        """Return the address to come from to `address`; None leaves it to the system.

        The stand-in is a loopback address: nothing else can be reached from it.
        """
        try:
            host = network.outside.target(address, port).host
        except NetworkError:
            return None
        same_family = (":" in host) == (":" in self.stand_in)
        return self.stand_in if is_loopback(host) and same_family else None


def sends_alerts_apart(view: View) -> bool:
    """Whether alerts leave by another interface than other mail (`alertconfig`, SETUP)."""
    return view.alerts.interface not in (None, view.delivery.interface)


def delivery_interface(
    view: View, network: Network, address: str, *, alerts: bool = False
) -> LocalInterface | None:
    """Return the interface from which `address` is contacted, None when there is none.

    The one that is set (for `alerts` that of `alertconfig`, else that of `deliveryconfig`), else
    the one in the subnet of the destination, else the one in the subnet of the default gateway,
    else the first by name that has an address of the same kind.
    """
    wanted = ipaddress.ip_address(address)
    usable = {
        name: own
        for name, interface in sorted(view.interfaces.entries.items())
        if (own := _own_address(interface, wanted.version)) is not None
    }
    name = _chosen(view, usable, wanted, alerts=alerts)
    if name is None:
        return None
    return LocalInterface(
        name=name,
        address=str(usable[name].ip),
        hostname=view.interfaces.entries[name].hostname,
        stand_in=network.addresses.source(view, name),
    )


Own = ipaddress.IPv4Interface | ipaddress.IPv6Interface
Wanted = ipaddress.IPv4Address | ipaddress.IPv6Address


def _chosen(view: View, usable: dict[str, Own], wanted: Wanted, *, alerts: bool) -> str | None:
    for configured in (view.alerts.interface if alerts else None, view.delivery.interface):
        if configured in usable:
            return configured
    for address in (wanted, _gateway(view)):
        for name, own in usable.items():
            if address is not None and address in own.network:
                return name
    return next(iter(usable), None)


def _own_address(interface: Interface, version: int) -> Own | None:
    if version == 6:
        text, prefix = interface.ipv6, interface.prefix6
    else:
        text, prefix = interface.ip, interface.prefix
    try:
        return None if text is None else ipaddress.ip_interface(f"{text}/{prefix}")
    except ValueError:
        return None


def _gateway(view: View) -> Wanted | None:
    try:
        return ipaddress.ip_address(view.system.gateway)
    except ValueError:
        return None
