"""One TLS connection with certificates on both sides, told line by line: a connection test."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from OpenSSL import SSL

from esatui.services.network import Network, NetworkError
from esatui.services.tls.answer import Answer
from esatui.services.tls.client import outgoing_engine
from esatui.services.tls.context import client_context
from esatui.services.tls.engine import TlsSession
from esatui.services.tls.failures import TlsFailure, socket_failure
from esatui.services.tls.identity import Identity, KeyLoader, TlsUnavailable, load_identity
from state.certificates.dane import HOSTNAME_MISMATCH
from state.certificates.server_names import server_covers
from state.certificates.verify import Requirements, verify_chain
from state.errors import CertificateError
from state.model.configuration import View
from state.model.services import SslService
from state.model.tls_servers import TlsServer
from state.operations.tls_servers import trusted_for
from state.operations.values import shown

# A hostile chain could make us check hundreds of signatures with keys of 16384 bits.
_SIGNATURES: Final = 32
_MODERN: Final = "tlsv1_2tlsv1_3"
_ANY: Final = "tlsv1_0tlsv1_1tlsv1_2tlsv1_3"
_CIPHERS: Final = "HIGH:!aNULL"
_CLOSED: Final = socket_failure(None).text
_ALERT: Final = re.compile(r"alert (?P<what>.+)")
_REFUSALS: Final = frozenset(
    {
        "no certificate",
        "bad certificate",
        "unsupported certificate",
        "certificate revoked",
        "certificate expired",
        "certificate unknown",
        "certificate required",
        "unknown ca",
        "access denied",
        "decrypt error",
    }
)
"""Alerts by which a server turns a client's certificate down (RFC 8446, 6.2)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a server is given."""

    connect: float = 15.0
    handshake: float = 30.0
    objection: float = 3.0
    """After the handshake: with TLS 1.3 the server judges our certificate only then."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a connection test went: what is printed, and whether all of it was in order."""

    lines: tuple[str, ...]
    succeeded: bool

    @property
    def reason(self) -> str:
        """The last line, which says why it failed."""
        return self.lines[-1]


class _Failed(Exception):
    """The test ends with this line."""


async def try_server(
    view: View,
    server: TlsServer,
    network: Network,
    keys: KeyLoader,
    now: datetime,
    patience: Patience | None = None,
) -> Trial:
    """Connect to `server` by the settings of `view`, and say what happens.

    Nothing of the server's protocol is spoken. Never raises for what a remote does.
    """
    attempt = _Attempt(view, server, network, keys, now, patience or Patience())
    try:
        await attempt.run()
    except _Failed as failed:
        return Trial((*attempt.lines, str(failed)), succeeded=False)
    return Trial(tuple(attempt.lines), succeeded=True)


class _Attempt:
    def __init__(
        self,
        view: View,
        server: TlsServer,
        network: Network,
        keys: KeyLoader,
        now: datetime,
        patience: Patience,
    ) -> None:
        self.lines: list[str] = []
        self._view = view
        self._server = server
        self._host = server.host or ""
        self._network = network
        self._keys = keys
        self._now = now
        self._patience = patience
        self._asked = False

    async def run(self) -> None:
        """Raises `_Failed`."""
        try:
            identity = load_identity(self._view, self._server.certificate, self._keys)
            context = self._context(identity)
        except TlsUnavailable as error:
            raise _Failed(str(error)) from error
        address, answer = await self._connect(context)
        try:
            session = await self._handshake(address, answer, identity)
            self._verify(session)
            await self._objection(address, answer, identity)
        finally:
            answer.close()

    def _context(self, identity: Identity) -> SSL.Context:
        method = _ANY if self._view.ssl.other_tlsv10 else _MODERN
        context = client_context(SslService(method=method, ciphers=_CIPHERS), identity)

        def noted(connection: SSL.Connection, where: int, code: int) -> None:
            self._asked |= b"certificate request" in connection.get_state_string()

        context.set_info_callback(noted)
        return context

    async def _connect(self, context: SSL.Context) -> tuple[str, Answer]:
        """Return the first address that can be connected, and the connection."""
        port = self._server.port
        failed = _Failed(f'Unable to resolve host "{shown(self._host)}".')
        for address in await self._addresses():
            self.lines.append(f"Connecting to {address} on port {port}.")
            try:
                _, answer = await self._network.connect(
                    lambda: Answer(outgoing_engine(context, self._host)),
                    address,
                    port,
                    timeout=self._patience.connect,
                )
            except NetworkError as error:
                failed = _Failed(f"Connection to {address} failed: {error}.")
                self.lines.append(str(failed))
                continue
            return address, answer
        if self.lines:
            self.lines.pop()
        raise failed

    async def _addresses(self) -> Sequence[str]:
        """The addresses of the host; a name that is mapped as such is not looked up."""
        try:
            self._network.outside.target(self._host, self._server.port)
        except NetworkError:
            return (await self._network.resolver.addresses(self._host)).records
        return (self._host,)

    async def _handshake(self, address: str, answer: Answer, identity: Identity) -> TlsSession:
        try:
            async with asyncio.timeout(self._patience.handshake):
                session = await answer.opened
        except TimeoutError as error:
            raise self._broken(address, socket_failure(error), identity) from error
        except TlsFailure as failure:
            raise self._broken(address, failure, identity) from failure
        self.lines.append(
            f"TLS connection established: protocol {session.protocol}, cipher {session.cipher}."
        )
        return session

    def _verify(self, session: TlsSession) -> None:
        self.lines.append("Verifying peer certificate.")
        if not session.chain:
            raise _Failed("Certificate verification failed: no certificate from server.")
        own = session.chain[0]
        self.lines.append(f"Peer certificate: {shown(own.subject)}")
        try:
            trusted = list(trusted_for(self._view, self._server))
        except CertificateError as error:
            raise _Failed(f"Certificate verification failed: {error.text}") from error
        requirements = Requirements(purpose="server", budget=_SIGNATURES)
        fault: str | None = verify_chain(own, session.chain[1:], trusted, self._now, requirements)
        if fault is None and not server_covers(own, self._host):
            fault = HOSTNAME_MISMATCH
        if fault is not None:
            raise _Failed(f"Certificate verification failed: {fault}.")
        self.lines.append("TLS certificate verified.")

    async def _objection(self, address: str, answer: Answer, identity: Identity) -> None:
        """Wait until the server has judged our certificate, or has had the time to."""
        if answer.session.protocol == "TLSv1.3":
            try:
                async with asyncio.timeout(self._patience.objection):
                    await answer.heard
            except TimeoutError:
                # Whoever is silent has no objection.
                pass
            except TlsFailure as failure:
                if self._asked and failure.text == _CLOSED:
                    text = (
                        f'The server closed the connection on the certificate "{identity.profile}".'
                    )
                    raise _Failed(text) from failure
                raise self._broken(address, failure, identity) from failure
        if self._asked:
            self.lines.append(f'The server accepted the certificate "{identity.profile}".')
        else:
            self.lines.append("The server did not ask for a certificate.")

    def _broken(self, address: str, failure: TlsFailure, identity: Identity) -> _Failed:
        alert = _ALERT.search(failure.cause)
        if self._asked and alert is not None and alert["what"] in _REFUSALS:
            return _Failed(
                f'The server refused the certificate "{identity.profile}": {alert["what"]}.'
            )
        return _Failed(f"TLS connection to {address} failed: {failure.text}.")
