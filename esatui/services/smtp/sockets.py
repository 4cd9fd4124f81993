"""Listening sockets: opened, kept and closed as listeners are committed."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from esatui.services.network.address import Address
from state.errors import StateError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a listener shall listen, and how many may wait there to be accepted."""

    address: Address
    backlog: int


class Sockets:
    """The sockets of all listeners; what needs no change stays open."""

    def __init__(
        self, protocol: Callable[[str], asyncio.BaseProtocol], what: str = "listener"
    ) -> None:
        """`protocol` makes that of a connection to one of a name; errors call it `what`."""
        self._protocol = protocol
        self._what = what
        self._open: dict[str, tuple[Wanted, asyncio.Server]] = {}

    async def become(self, wanted: Mapping[str, Wanted]) -> list[StateError]:
        """Listen as wanted and nowhere else; return what could not be done.

        Connections that are open stay open.
        """
        for name in [each for each in self._open if self._open[each][0] != wanted.get(each)]:
            self._open.pop(name)[1].close()
        faults: list[StateError] = []
        for name, where in wanted.items():
            if name not in self._open:
                try:
                    self._open[name] = (where, await self._listen(name, where))
                except OSError as error:
                    faults.append(_fault(f'{self._what} "{name}"', where, error))
        return faults

    async def close(self) -> None:
        """Listen nowhere."""
        await self.become({})

    def addresses(self) -> Mapping[str, Address]:
        """Return where each listener really listens."""
        found: dict[str, Address] = {}
        for name, (_, server) in self._open.items():
            for each in server.sockets:
                host, port = each.getsockname()[:2]
                found[name] = Address(host, port)
        return found

    async def _listen(self, name: str, where: Wanted) -> asyncio.Server:
        family = socket.AF_INET6 if ":" in where.address.host else socket.AF_INET
        return await asyncio.get_running_loop().create_server(
            lambda: self._protocol(name),
            where.address.host,
            where.address.port,
            family=family,
            backlog=where.backlog,
            reuse_address=True,
        )


def _fault(who: str, where: Wanted, error: OSError) -> StateError:
    reason = (error.strerror or str(error)).split(": ")[-1]
    if error.errno == errno.EADDRINUSE:
        reason = "the address is already in use"
    return StateError(f"The {who} cannot listen on {where.address}: {reason}")
