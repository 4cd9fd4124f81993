"""Outward: where a connection to a remote host really goes."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Final

from esatui.services.network.address import Address, is_address, is_loopback
from esatui.services.network.errors import NO_ROUTE, NetworkError
from state.errors import StateError

ECHO_PORT: Final = 7
"""A port (RFC 862) at which a host says that it is there, if only by refusing."""

RemoteMap = Mapping[str, Address]
"""`host:port`, in small letters, to where it is contacted."""


def remote_map(table: Mapping[str, str], where: str) -> dict[str, Address]:
    """Return a table `"host:port" = "address:port"` as mapping; `where` is for the error.

    Raises `StateError` for a target that is no address: names would have to be looked up.
    """
    found: dict[str, Address] = {}
    for remote, target in table.items():
        try:
            address = Address.parse(target)
        except ValueError as error:
            reason = f'"{remote}" is mapped to "{target}", which is no address with a port'
            raise StateError(f"{where}: {reason}", "remotes") from error
        found[_key(remote, where)] = address
    return found


def _key(remote: str, where: str) -> str:
    """Return `host:port` in the one form in which it is looked for."""
    try:
        return str(Address.parse(remote))
    except ValueError:
        host, colon, port = remote.lower().rpartition(":")
    if not host or ":" in host or not (port.isascii() and port.isdecimal()):
        raise StateError(f'{where}: "{remote}" is no host with a port', "remotes")
    return f"{host}{colon}{int(port)}"


def _canonical(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()


class Outside:
    """Finds the way to a remote host: mapped, loopback, or none.

    `maps` are asked in their order, each time anew. With `real` other addresses are contacted as
    they are: the owner of the settings file has switched real networking on.
    """

    def __init__(self, *maps: Callable[[], RemoteMap], real: bool = False) -> None:
        self._maps = maps
        self.real = real

    def target(self, host: str, port: int) -> Address:
        """Return where to connect for `host`, an address or a name that is mapped as such.

        Raises `NetworkError` (`No route to host`) when there is no way.
        """
        host = "127.0.0.1" if host.lower() == "localhost" else host
        key = str(Address(_canonical(host), port))
        for mapping in self._maps:
            mapped = mapping().get(key)
            if mapped is not None:
                return mapped
        if is_loopback(host) or (self.real and is_address(host)):
            return Address(host, port)
        raise NetworkError(*NO_ROUTE)

    def somewhere(self, host: str) -> Address | None:
        """Return one place that stands for the address `host`: where any of its ports is.

        `None` when there is no way to it.
        """
        wanted = _canonical(host)
        for mapping in self._maps:
            for key, target in mapping().items():
                if key.rpartition(":")[0].strip("[]") == wanted:
                    return target
        if self.real and is_address(host):
            return Address(host, ECHO_PORT)
        return None
