"""`tlsverify`: one TLS connection to a destination, told line by line (CLI reference, 15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import SystemRandom
from typing import Final

from esatui.services.delivery.client import Disconnected, SmtpClient, Timeouts
from esatui.services.delivery.local import LocalInterface, delivery_interface
from esatui.services.delivery.replies import BadReply, extensions
from esatui.services.delivery.routes import NoRoute, Plan, Router
from esatui.services.network import NetworkError, network_of
from esatui.services.network.address import Address, is_address
from esatui.services.tls.client import ClientTls
from esatui.services.tls.engine import TlsSession
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.identity import TlsUnavailable
from esatui.services.tls.peer import PeerVerifier
from state.certificates.certificate import Certificate
from state.certificates.dane import HOSTNAME_MISMATCH
from state.certificates.matching import name_matches
from state.certificates.peer_names import PeerNames
from state.clock import Clock
from state.crl_cache import CrlCache
from state.delivery.decision import REFUSED_REASON, STARTTLS_REASON
from state.delivery.lines import NETWORK_ERROR, NOT_NEGOTIATED, TIMED_OUT, UNEXPECTED_RESPONSE
from state.model.configuration import View
from state.operations.destinations import destination_for
from state.operations.values import shown
from state.store import Store

PATIENCE: Final = Timeouts(
    connect=15, greeting=30, command=30, handshake=30, data=30, block=30, final=30, quit=2
)
"""A person waits for the answer."""


class _Failed(Exception):
    """The check ends with this text after `TLS connection to ... failed: `."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TlsVerify:
    """Checks by what is committed, whatever the TLS level of the domain."""

    def __init__(self, store: Store, clock: Clock, timeouts: Timeouts = PATIENCE) -> None:
        self._store = store
        self._clock = clock
        self._timeouts = timeouts
        head = store.refresh()
        self._view = View.of_machine(head.configuration, store.settings.serial)
        self._network = network_of(store)
        self._lines: list[str] = []

    async def run(self, domain: str, host: str, port: int) -> Sequence[str]:
        """Return all lines."""
        if await self._connect(domain, host, port):
            end = f"TLS successfully connected to {shown(host)}."
        else:
            end = f"Failed to connect to [{shown(host)}]."
        return [*self._lines, "", end, "TLS verification completed."]

    async def _connect(self, domain: str, host: str, port: int) -> bool:
        """Try the addresses until one can be connected; return whether TLS was verified."""
        for name, target in await self._targets(host, port):
            interface = delivery_interface(self._view, self._network, target.host)
            if interface is None:
                continue
            self._say(f"Connecting to {target.host} on port {target.port}.")
            client = await self._client(target, interface)
            if client is not None:
                self._say(f"Connected to {target.host} from interface {interface.address}.")
                return await self._check(client, domain, name, target, interface)
        if not self._lines:
            self._say(f'Unable to resolve host "{shown(host)}".')
        return False

    async def _targets(self, host: str, port: int) -> list[tuple[str, Address]]:
        """The exchanger and its address, in the order in which delivery tries them."""
        if is_address(host):
            return [(host, Address(host, port))]
        settings = destination_for(self._view.destinations, host)
        router = Router(resolver=self._network.resolver, random=SystemRandom())
        plan = await router.plan(self._view, host, settings.ip_sort)
        return [] if isinstance(plan, NoRoute) else list(_addresses(plan, port))

    async def _client(self, target: Address, interface: LocalInterface) -> SmtpClient | None:
        try:
            _, client = await self._network.connect(
                lambda: SmtpClient(self._timeouts),
                target.host,
                target.port,
                source=interface.source(self._network, target.host, target.port),
                timeout=self._timeouts.connect,
            )
        except NetworkError as error:
            self._say(f"Connection to {target.host} failed: {error}.")
            return None
        return client

    async def _check(
        self,
        client: SmtpClient,
        domain: str,
        name: str,
        target: Address,
        interface: LocalInterface,
    ) -> bool:
        self._say("Checking TLS connection.")
        try:
            session = await self._negotiate(client, name, interface)
            await self._verify(session, domain, target.host)
        except _Failed as failed:
            self._say(f"TLS connection to {target.host} failed: {failed.reason}.")
            self._say(f"{NOT_NEGOTIATED}.")
            client.close()
            return False
        self._say(f"TLS connection to {target.host} succeeded.")
        await client.quit()
        return True

    async def _negotiate(
        self, client: SmtpClient, name: str, interface: LocalInterface
    ) -> TlsSession:
        try:
            tls = ClientTls.from_view(self._view, self._store.private_key)
            greeting = await client.greeting()
            if greeting.code != 220:
                raise _Failed(UNEXPECTED_RESPONSE)
            reply = await client.command(f"EHLO {interface.hostname}")
            if reply.code != 250 or "STARTTLS" not in extensions(reply):
                raise _Failed(STARTTLS_REASON)
            if (await client.starttls()).code != 220:
                raise _Failed(REFUSED_REASON)
            session = await client.handshake(tls.connect(name))
        except TlsUnavailable as error:
            raise _Failed(str(error).removesuffix(".")) from error
        except TlsFailure as failure:
            raise _Failed(failure.text) from failure
        except BadReply as error:
            raise _Failed(UNEXPECTED_RESPONSE) from error
        except Disconnected as error:
            reason = TIMED_OUT if error.failure == "timeout" else error.failure or NETWORK_ERROR
            raise _Failed(reason) from error
        self._say(
            f"TLS connection established: protocol {session.protocol}, cipher {session.cipher}."
        )
        return session

    async def _verify(self, session: TlsSession, domain: str, address: str) -> None:
        self._say("Verifying peer certificate.")
        verifier = PeerVerifier.from_view(self._view, CrlCache(self._store.directory / "crl"))
        name, confirmed = await self._network.resolver.client_name(address)
        names = PeerNames(domain=domain, ptr_host=name if confirmed else None)
        fault = verifier.server_fault(session.chain, "verify", names, self._clock.now())
        if fault in (None, HOSTNAME_MISMATCH):
            common_name = shown(session.chain[0].common_name)
            self._say(f"Verifying certificate common name {common_name}.")
        if fault is not None:
            self._say(f"Certificate verification failed: {fault}.")
            raise _Failed("verify error")
        self._say(f"TLS certificate match {shown(_matched(session.chain[0], domain))}")
        self._say("TLS certificate verified.")

    def _say(self, line: str) -> None:
        self._lines.append(line)


def _addresses(plan: Plan, port: int) -> Iterator[tuple[str, Address]]:
    for exchanger in plan.exchangers:
        for address in exchanger.addresses:
            yield exchanger.host, Address(address, port)


def _matched(certificate: Certificate, domain: str) -> str:
    """The name of the certificate that covers the domain, in the order of the algorithm."""
    for name in certificate.dns_names:
        if name_matches(name, domain):
            return name
    return certificate.common_name
