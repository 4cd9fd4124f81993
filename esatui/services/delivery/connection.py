"""One delivery connection, up to the point where MAIL may be sent, or has been ruled out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Protocol

from esatui.services.delivery.client import Disconnected, SmtpClient, Timeouts
from esatui.services.delivery.local import LocalInterface
from esatui.services.delivery.replies import BadReply, extensions, limit_of_size
from esatui.services.network import Network, NetworkError
from esatui.services.network.answers import Tlsa
from esatui.services.tls.client import ClientTls
from esatui.services.tls.engine import TlsSession
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.peer import PeerVerifier
from state.certificates.peer_names import PeerNames
from state.clock import Clock
from state.delivery import lines
from state.delivery.decision import Action, Attempt, Decision, Phase, decide
from state.delivery.demand import Demand
from state.delivery.lines import Reply, Route
from state.logs.sink import Logs


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address of one host that takes mail for a domain, and what is demanded of it."""

    domain: str
    """The domain of the recipients."""
    host: str
    """The exchanger, the host of an SMTP route, or the address itself."""
    address: str
    port: int = 25
    names: PeerNames
    demand: Demand
    tlsa: Sequence[Tlsa] = ()


@dataclass(slots=True, kw_only=True)
class Connection:
    """A connection over which MAIL may be sent."""

    client: SmtpClient
    route: Route
    target: Target
    interface: LocalInterface
    extensions: frozenset[str] = frozenset()
    size_limit: int | None = None
    session: TlsSession | None = None
    """What TLS has agreed on; None in clear text."""
    decision: Decision = field(default_factory=lambda: Decision(Action.CLEAR))
    messages: int = 0
    """Messages that went over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing can be sent to a target at present."""

    dcid: int
    reason: str
    """In the pair of the `Delayed:` line."""
    reached: bool = False
    """Whether there was a host at all."""
    alert: str | None = None
    """The reason for the alert about required TLS, when one is due."""


class Dcids(Protocol):
    """Gives the numbers of outbound connections."""

    def next_dcid(self) -> int:
        """Return a new number. Raises `OSError` when none can be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """TLS of delivery as it was committed at one time."""

    tls: ClientTls | None
    """None when it cannot be used; `fault` says why."""
    verifier: PeerVerifier
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens connections; writes their lines of the log on the way."""

    network: Network
    logs: Logs
    clock: Clock
    dcids: Dcids
    timeouts: Timeouts = field(default_factory=Timeouts)
    executor: Executor | None = None
    """Threads for handshakes and verification."""

    async def open(
        self, target: Target, interface: LocalInterface, trust: Trust
    ) -> Connection | Refusal:
        """Return a connection over which MAIL may be sent, or why there is none."""
        dcid = self.dcids.next_dcid()
        route = Route(dcid, target.domain, target.address, interface.address, target.port)
        self.logs.mail(
            f"New SMTP DCID {dcid} interface {interface.address} "
            f"address {target.address} port {target.port}"
        )
        if target.demand.refusal is not None:
            return self._forbidden(target, route)
        source = interface.source(self.network, target.address, target.port)
        try:
            _, client = await self.network.connect(
                lambda: SmtpClient(self.timeouts, self.executor),
                target.address,
                target.port,
                source=source,
                timeout=self.timeouts.connect,
            )
        except NetworkError as error:
            failure = lines.TIMEOUT if error.timed_out else str(error)
            self.logs.mail(lines.connection_error(route, failure))
            return Refusal(dcid=dcid, reason=lines.connection_reason(failure))
        return await _Opening(self, target, interface, trust, route, client).run()

    def _forbidden(self, target: Target, route: Route) -> Refusal:
        """DANE says that the host must not be used: no connection is made."""
        decision = decide(target.demand, Attempt(route, Phase.NOT_CONNECTED))
        for line in decision.lines:
            self.logs.mail(line)
        self.logs.mail(closed(route))
        reason = decision.delay or lines.NETWORK_ERROR
        return Refusal(dcid=route.dcid, reason=reason, alert=decision.alert)


class _Ended(Exception):
    """The connection came to its end before MAIL."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class _Opening:
    """The conversation from the greeting to the verdict."""

    def __init__(
        self,
        opener: Opener,
        target: Target,
        interface: LocalInterface,
        trust: Trust,
        route: Route,
        client: SmtpClient,
    ) -> None:
        self._opener = opener
        self._target = target
        self._trust = trust
        self._route = route
        self._client = client
        self._made = Connection(client=client, route=route, target=target, interface=interface)

    async def run(self) -> Connection | Refusal:
        """Return the connection when the verdict allows MAIL; otherwise it is closed."""
        try:
            await self._greeting()
            await self._negotiate()
        except _Ended as ended:
            self._close()
            return ended.refusal
        except Disconnected as error:
            self._opener.logs.mail(lines.connection_error(self._route, error.failure))
            self._close()
            reason = lines.connection_reason(error.failure)
            return Refusal(dcid=self._route.dcid, reason=reason, reached=True)
        except BadReply as error:
            refusal = self._unexpected(error.reply)
            self._close()
            return refusal
        except BaseException:
            self._client.abort()
            self._opener.logs.mail(closed(self._route))
            raise
        return self._made

    async def _greeting(self) -> None:
        reply = await self._client.greeting()
        if reply.code != 220:
            raise _Ended(self._unexpected(reply))

    async def _negotiate(self) -> None:
        refused = await self._ehlo()
        if not self._target.demand.starttls:
            await self._go_on_in_clear(refused)
            return
        attempt = await self._try_tls(refused)
        decision = await self._judge(attempt)
        for line in decision.lines:
            self._opener.logs.mail(line)
        self._made.decision = decision
        if decision.action is Action.NOT_SENT:
            raise _Ended(self._refusal(decision))
        if decision.action is Action.CLEAR:
            await self._go_on_in_clear(refused)
        elif await self._ehlo():
            await self._helo()

    async def _ehlo(self) -> Reply | None:
        """Send EHLO; return the reply when it was refused for good."""
        reply = await self._client.command(f"EHLO {self._made.interface.hostname}")
        if reply.code == 250:
            self._made.extensions = extensions(reply)
            self._made.size_limit = limit_of_size(reply)
            return None
        if reply.code >= 500:
            self._made.extensions = frozenset()
            self._made.size_limit = None
            return reply
        raise _Ended(self._unexpected(reply))

    async def _helo(self) -> None:
        reply = await self._client.command(f"HELO {self._made.interface.hostname}")
        if reply.code != 250:
            raise _Ended(self._unexpected(reply))

    async def _go_on_in_clear(self, refused: Reply | None) -> None:
        if refused is not None:
            await self._helo()

    async def _try_tls(self, refused: Reply | None) -> Attempt:
        if refused is not None:
            return Attempt(self._route, Phase.NO_EHLO)
        if "STARTTLS" not in self._made.extensions:
            return Attempt(self._route, Phase.NO_STARTTLS)
        if self._trust.tls is None:
            # STARTTLS is not even sent: the remote is not to blame for what is wrong here.
            return Attempt(self._route, Phase.HANDSHAKE_FAILED, failure=self._trust.fault)
        try:
            reply = await self._client.starttls()
        except Disconnected as error:
            return Attempt(self._route, Phase.LOST, failure=error.failure)
        except BadReply as error:
            return Attempt(self._route, Phase.LOST, reply=error.reply)
        if reply.code == 421:
            return Attempt(self._route, Phase.LOST, reply=reply)
        if reply.code != 220:
            return Attempt(self._route, Phase.STARTTLS_REFUSED, reply=reply)
        return await self._handshake(self._trust.tls)

    async def _handshake(self, tls: ClientTls) -> Attempt:
        """From here on nothing goes in clear text, whatever happens."""
        try:
            session = await self._client.handshake(tls.connect(self._target.host))
        except TlsFailure as failure:
            return Attempt(self._route, Phase.HANDSHAKE_FAILED, failure=failure.text)
        self._made.session = session
        return Attempt(
            self._route, Phase.ESTABLISHED, protocol=session.protocol, cipher=session.cipher
        )

    async def _judge(self, attempt: Attempt) -> Decision:
        if self._made.session is not None and self._target.demand.check is not None:
            attempt = replace(attempt, fault=await self._fault(self._made.session))
        return decide(self._target.demand, attempt)

    async def _fault(self, session: TlsSession) -> str | None:
        return await server_fault(self._target, session, self._trust.verifier, self._opener)

    def _refusal(self, decision: Decision) -> Refusal:
        reason = decision.delay or lines.NETWORK_ERROR
        return Refusal(dcid=self._route.dcid, reason=reason, reached=True, alert=decision.alert)

    def _unexpected(self, reply: Reply) -> Refusal:
        self._opener.logs.mail(lines.unexpected_response(self._route, reply))
        return Refusal(dcid=self._route.dcid, reason=lines.UNEXPECTED_RESPONSE, reached=True)

    def _close(self) -> None:
        self._client.close()
        self._opener.logs.mail(closed(self._route))


def closed(route: Route) -> str:
    """The line about the end of a connection."""
    return f"DCID {route.dcid} close"


async def server_fault(
    target: Target, session: TlsSession, verifier: PeerVerifier, opener: Opener
) -> str | None:
    """Return why the certificate of a target does not pass its check, None when it does."""
    import asyncio

    check = target.demand.check
    if check is None:
        return None
    names = target.names
    if check == "verify":
        name, confirmed = await opener.network.resolver.client_name(target.address)
        names = replace(names, ptr_host=name if confirmed else None)
    now = opener.clock.now()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(
        opener.executor, verifier.server_fault, session.chain, check, names, now, target.tlsa
    )
