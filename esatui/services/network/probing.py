"""Trying hosts for an operator: does it answer (`ping`), what does a port say (`telnet`).

There is no ICMP here: an address of another host is mapped port by port. A host answers when the
place that one of its ports is mapped to does, whether something listens there or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from typing import Final

from esatui.services.network.address import Address, is_address, is_loopback
from esatui.services.network.errors import NO_ROUTE, NetworkError, network_error
from esatui.services.network.network import Network, same_side
from state.clock import Clock
from state.errors import StateError
from state.model.configuration import View

CONNECT_SECONDS: Final = 10.0
FIRST_SECONDS: Final = 2.0
"""How long a line waits for an answer to what was typed."""
QUIET_SECONDS: Final = 0.1
"""So long nothing more comes after an answer that has ended."""
MOST_BYTES: Final = 256 * 1024
"""Bytes that are taken at once from a remote that does not stop."""
_REFUSED: Final = 61
_IAC: Final = 255


class Line:
    """An open connection; what comes over it is made text that a terminal can be given."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.open = True
        """Whether the other end has not closed yet, as far as is known."""

    def hear(self) -> str:
        """Return what has come, once it pauses; blocks for `FIRST_SECONDS` at most."""
        received = bytearray()
        wait = FIRST_SECONDS
        while self.open and len(received) < MOST_BYTES:
            self._connection.settimeout(wait)
            try:
                data = self._connection.recv(65536)
            except TimeoutError:
                break
            except OSError:
                data = b""
            if not data:
                self.open = False
            received += data
            wait = QUIET_SECONDS
        return readable(bytes(received))

    def say(self, line: str) -> None:
        """Send a line."""
        self._connection.settimeout(CONNECT_SECONDS)
        try:
            self._connection.sendall(line.encode("utf-8", "replace") + b"\r\n")
        except OSError:
            self.open = False

    def close(self) -> None:
        """Hang up."""
        self.open = False
        with contextlib.suppress(OSError):
            self._connection.close()


def readable(data: bytes) -> str:
    """Return bytes of a remote as lines without control codes and without Telnet commands."""
    plain = bytearray()
    position = 0
    while position < len(data):
        if data[position] == _IAC:
            # WILL, WONT, DO, DONT have an option behind them (RFC 854).
            position += 3 if data[position + 1 : position + 2] >= b"\xfb" else 2
            continue
        plain.append(data[position])
        position += 1
    text = plain.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in text)


class Probing:
    """Attempts of one appliance, by one configuration."""

    def __init__(self, view: View, network: Network, clock: Clock) -> None:
        self._view = view
        self._network = network
        self._clock = clock

    def address_of(self, host: str) -> str | None:
        """Return the first address of `host`; `None` when it does not resolve."""
        if is_address(host):
            return host
        found = asyncio.run(self._network.resolver.addresses(host))
        return found.records[0] if found.records else None

    def exchangers_of(self, domain: str) -> Sequence[str]:
        """Return the mail exchangers of `domain`; none when it is an address."""
        if is_address(domain):
            return ()
        found = asyncio.run(self._network.resolver.mx(domain))
        return tuple(each.host for each in found.records if each.host != ".")

    def echo(self, address: str, interface: str | None) -> float:
        """Return the seconds until `address` answers. Raises `StateError` with the reason."""
        if self._is_own(address) or is_loopback(address):
            return 0.0
        target = self._network.outside.somewhere(address)
        if target is None:
            raise StateError(NO_ROUTE[1])
        begun = self._clock.monotonic()
        try:
            self._connect(target, interface).close()
        except NetworkError as error:
            # What refuses has answered.
            if error.number != _REFUSED:
                raise StateError(error.reason) from error
        return self._clock.monotonic() - begun

    def dial(self, address: str, port: int, interface: str | None) -> Line:
        """Connect to a port. Raises `StateError` with the reason."""
        try:
            return Line(self._connect(self._network.outside.target(address, port), interface))
        except NetworkError as error:
            raise StateError(error.reason) from error

    def _is_own(self, address: str) -> bool:
        entries = self._view.interfaces.entries.values()
        return any(address in (each.ip, each.ipv6) for each in entries)

    def _connect(self, target: Address, interface: str | None) -> socket.socket:
        source = None
        if interface is not None:
            own = self._network.addresses.source(self._view, interface)
            source = (own, 0) if same_side(own, target.host) else None
        try:
            return socket.create_connection(target, CONNECT_SECONDS, source)
        except OSError as error:
            raise network_error(error) from error
