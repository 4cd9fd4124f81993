"""Fetches files over HTTP and HTTPS, from where the appliance may go and nowhere else."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from esatui.services.network.address import Address, is_address
from esatui.services.network.errors import NetworkError
from esatui.services.network.outside import Outside
from state.errors import StateError
from state.operations.crl import CrlUrl, parse_url

if TYPE_CHECKING:
    import socket
    import ssl

DEADLINE_SECONDS: Final = 30.0


Names = Callable[[str], Sequence[str]]
"""A name to its addresses."""


class HttpFetcher:
    """Fetches from where `outside` leads to: mapped hosts and loopback, unless more is allowed.

    `names` knows the addresses of names that are not mapped as such (default: of none). There are
    no proxies, and no redirect is followed. `seconds` bounds the whole of a fetch, however slowly
    bytes come.
    """

    def __init__(
        self,
        outside: Outside | None = None,
        names: Names | None = None,
        *,
        seconds: float = DEADLINE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outside = outside or Outside()
        self._names = names or _no_names
        self._seconds = seconds
        self._monotonic = monotonic

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        """Return the content behind `url` (see `esatui.fetcher.Fetcher`)."""
        import http.client
        import ssl

        parts = parse_url(url)
        deadline = Deadline(self._seconds, self._monotonic)
        try:
            with _connect(self.address(parts), deadline) as plain:
                if parts.scheme == "http":
                    return _get(plain, parts, limit, deadline)
                with _secured(plain, parts.host, trusted) as secured:
                    return _get(secured, parts, limit, deadline)
        except TimeoutError as error:
            raise StateError("timed out") from error
        except ssl.SSLCertVerificationError as error:
            raise StateError(f"TLS: {error.verify_message}") from error
        except ssl.SSLError as error:
            raise StateError(f"TLS: {error.reason or 'handshake failed'}") from error
        except http.client.HTTPException as error:
            raise StateError("invalid answer from the server") from error
        except OSError as error:
            raise StateError((error.strerror or "connection failed").lower()) from error

    def address(self, parts: CrlUrl) -> Address:
        """Return where a connection for this URL goes. Raises `StateError`."""
        for host in (parts.host, *self._addresses(parts.host)):
            with contextlib.suppress(NetworkError):
                return self._outside.target(host, parts.port)
        raise StateError(f'host "{parts.host}" is unreachable')

    def _addresses(self, host: str) -> Iterator[str]:
        """Yield the addresses of a name. It is looked up only if it is not mapped as such."""
        yield from () if is_address(host) else self._names(host)


def _no_names(name: str) -> Sequence[str]:
    return ()


class Deadline:
    """A moment by which everything has to be done."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises `TimeoutError` when there are none."""
        seconds = self._end - self._monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _Incoming(io.RawIOBase):
    """What a socket receives, each piece of it within the deadline."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)


class _Connection:
    """As much of a socket as the standard library's HTTP response asks for."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._incoming = _Incoming(connection, deadline)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._incoming)


def _connect(address: Address, deadline: Deadline) -> socket.socket:
    import socket

    return socket.create_connection(address, timeout=deadline.left())


def _secured(plain: socket.socket, host: str, trusted: Sequence[str]) -> ssl.SSLSocket:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted:
        context.load_verify_locations(cadata="".join(trusted))
    return context.wrap_socket(plain, server_hostname=host)


def _get(connection: socket.socket, parts: CrlUrl, limit: int, deadline: Deadline) -> bytes:
    import http.client
    from typing import cast

    connection.settimeout(deadline.left())
    connection.sendall(_request(parts))
    incoming = cast("socket.socket", _Connection(connection, deadline))
    response = http.client.HTTPResponse(incoming, method="GET")
    try:
        response.begin()
        if response.status != http.client.OK:
            raise StateError(f"HTTP status {response.status}")
        content = response.read(limit + 1)
        if len(content) > limit:
            raise StateError("file too large")
        if response.length:
            raise StateError("connection closed early")
        return content
    finally:
        response.close()


def _request(parts: CrlUrl) -> bytes:
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    lines = (
        f"GET {parts.target} HTTP/1.1",
        f"Host: {host}:{parts.port}",
        "Accept: */*",
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")
