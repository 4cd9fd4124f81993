"""The SSH server: listens, and ends cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, cast

import asyncssh

from esatui.ssh.algorithms import ENCRYPTION, INTEGRITY, KEY_EXCHANGE, SIGNATURES
from esatui.ssh.connection import Connection
from esatui.ssh.host_keys import load_host_keys
from esatui.ssh.hub import Hub
from esatui.ssh.limits import Limits
from esatui.ssh.login import LoginServer
from esatui.ssh.scp.quota import Sizes
from esatui.throttle import Rule
from state.access import may_connect
from state.errors import StateError
from state.unfinished_file import remove_left_overs

if TYPE_CHECKING:
    from esatui.appliance import Appliance

LOOPBACK = "127.0.0.1"
VERSION = "esatui"
"""What the server calls itself before anything is encrypted."""
WAITING_CONNECTIONS = 1024
"""Connections that the system keeps until there is time to look at them."""
WAITING_THREADS = 1024
"""Threads that wait for files, such as a dashboard for new lines of a log; made when needed."""
DESCRIPTORS = 8192
"""Files and sockets that the process may have open, if its owner allows so many."""


class Address(NamedTuple):
    """Where a server really listens."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return `HOST:PORT`, with brackets around an IPv6 address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(NamedTuple):
    """A server that listens."""

    address: Address
    hub: Hub


@contextlib.asynccontextmanager
async def serve(
    appliance: Appliance,
    host: str = LOOPBACK,
    port: int = 0,
    *,
    limits: Limits | None = None,
    rule: Rule | None = None,
    sizes: Sizes | None = None,
) -> AsyncIterator[Server]:
    """Let clients log in to `appliance` while the context lasts.

    Listens on `host` (an address of this machine, loopback unless told otherwise) and `port`, 0 for
    a free one; `Server.address` says what became of it. Leaving the context closes all connections;
    what their sessions had not committed is lost. Prints nothing.

    Raises `StateError` when the address or the host keys cannot be used.
    """
    loop = asyncio.get_running_loop()
    # asyncio's own pool has a handful of threads, which as many dashboards would hold for good.
    loop.set_default_executor(ThreadPoolExecutor(WAITING_THREADS, thread_name_prefix="asyncio"))
    hub = Hub(appliance, loop, limits or Limits(), rule or Rule(), sizes or Sizes())
    options = _options(appliance, hub)
    _allow_descriptors()
    _tidy(appliance)
    hub.last_logins.refresh()
    try:
        listener = await loop.create_server(
            lambda: _Door(hub, loop, options), host, port, backlog=WAITING_CONNECTIONS
        )
    except OSError as error:
        raise StateError(f"{host}:{port} cannot be used: {error.strerror or error}") from error
    try:
        bound = listener.sockets[0].getsockname()
        yield Server(Address(str(bound[0]), int(bound[1])), hub)
    finally:
        listener.close()
        await hub.close()
        await listener.wait_closed()


def _allow_descriptors() -> None:
    """Allow this process what its owner allows: the usual 1024 are fewer than connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Door(asyncio.Protocol):
    """Looks who is there before anything is spent on a connection."""

    def __init__(
        self,
        hub: Hub,
        loop: asyncio.AbstractEventLoop,
        options: asyncssh.SSHServerConnectionOptions,
    ) -> None:
        self._hub = hub
        self._loop = loop
        self._options = options

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        plain = cast("asyncio.Transport", transport)
        remote = plain.get_extra_info("peername")
        access = self._hub.accounts.running().adminaccess
        if not remote or not self._hub.has_room() or not may_connect(access, str(remote[0])):
            plain.abort()
            return
        connection = Connection(self._loop, self._options)
        plain.set_protocol(connection)
        connection.connection_made(plain)


def _options(appliance: Appliance, hub: Hub) -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        config=None,
        server_factory=lambda: LoginServer(hub),
        server_version=VERSION,
        server_host_keys=load_host_keys(appliance.store.directory / "ssh"),
        login_timeout=hub.limits.login_time,
        kex_algs=KEY_EXCHANGE,
        encryption_algs=ENCRYPTION,
        mac_algs=INTEGRITY,
        compression_algs=None,
        signature_algs=SIGNATURES,
        gss_host=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
    )


def _tidy(appliance: Appliance) -> None:
    """Remove what was being uploaded when an earlier server was killed."""
    with contextlib.suppress(OSError):
        remove_left_overs(appliance.configuration_directory)
