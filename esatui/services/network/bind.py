"""Inward: what is really bound for the addresses of the appliance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from esatui.services.network.address import Address
from state.errors import StateError
from state.model.configuration import View

PORT_OFFSET: Final = 10000
FIRST: Final = "Management"
EPHEMERAL: Final = "ephemeral"


class AddressMap:
    """Interface and port of the appliance to an address of this machine.

    `bind` is the table of that name in `appliance.toml`: `"Management:25" = "127.0.0.1:2525"`.
    Without an entry the interface `Management` is 127.0.0.1, and the others, in the order of their
    names, are 127.0.0.2 and so on; the port is 10,000 higher (the same if there is none). With
    `ports = "ephemeral"` these take any free port instead (0). Raises `StateError` for an entry
    that is no address.
    """

    def __init__(self, bind: Mapping[str, str]) -> None:
        self._ephemeral = bind.get("ports") == EPHEMERAL
        self._entries = {
            name: _address(name, target) for name, target in bind.items() if name != "ports"
        }

    def bound(self, view: View, interface: str, port: int) -> Address:
        """Return what to bind for `port` of `interface`; port 0 is any free one.

        Raises `StateError` when there is no such interface.
        """
        mapped = self._entries.get(f"{interface}:{port}")
        if mapped is not None:
            return mapped
        return Address(self.source(view, interface), self._port(port))

    def source(self, view: View, interface: str) -> str:
        """Return the address of this machine that stands for `interface`.

        Raises `StateError` when there is no such interface.
        """
        names = sorted(view.interfaces.entries, key=lambda name: (name != FIRST, name))
        if interface not in names:
            raise StateError(f'There is no IP interface "{interface}".')
        high, low = divmod(names.index(interface) + 1, 256)
        return f"127.0.{high}.{low}"

    def _port(self, port: int) -> int:
        if self._ephemeral:
            return 0
        return port + PORT_OFFSET if port + PORT_OFFSET <= 65535 else port


def _address(name: str, target: str) -> Address:
    try:
        return Address.parse(target)
    except ValueError as error:
        reason = f'appliance.toml: "{name}" is bound to "{target}", which is no address with a port'
        raise StateError(reason, "bind") from error
