"""What all listeners share, beyond any commit: the queue, names, limits, open connections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from esatui.services.engine import Engine
from esatui.services.queue import MailQueue, domain_of
from esatui.services.smtp import replies
from esatui.services.smtp.limits import Connections, Rates, host_key
from esatui.services.smtp.names import Names
from esatui.services.smtp.site import Site
from esatui.services.smtp.steps import Ask
from esatui.services.smtp.terms import Desk
from state.crl_cache import CrlCache
from state.errors import StateError
from state.hat import EffectivePolicy
from state.logs.lines import zone
from state.operating_mode import ModeReader

if TYPE_CHECKING:
    from esatui.services.smtp.connection import Connection

Reputation = Callable[[str], float | None]
"""Address of a client to its score, -10.0 to 10.0; `None` when nothing is known."""
AcceptQuery = Callable[[str, str], Awaitable[bool | None]]
"""Name of an LDAP server and a recipient to whether it exists; `None` when nobody can tell."""


def no_reputation(address: str) -> float | None:
    """Know nobody."""
    return None


@dataclass
class House:
    """The surroundings of connections."""

    engine: Engine
    queue: MailQueue
    crls: CrlCache
    reputation: Reputation = no_reputation
    accept_query: AcceptQuery | None = None
    sites: dict[str, Site] = field(default_factory=dict)
    """Listeners by name, as they were committed last."""
    timezone: str = "GMT"
    open: set[Connection] = field(default_factory=set)
    connections: Connections = field(default_factory=Connections)
    recipients: Rates = field(default_factory=Rates)
    senders: Rates = field(default_factory=Rates)
    invalid: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        self.names = Names(self.engine.network.resolver, self.engine.clock.monotonic)
        self._mode = ModeReader(self.engine.store.directory)

    def now(self) -> float:
        """Return monotonic seconds."""
        return self.engine.clock.monotonic()

    def suspended(self) -> bool:
        """Return whether receiving is switched off at this moment."""
        try:
            mode = self._mode.read()
        except StateError:
            # Nobody can tell: what was committed says that mail is received.
            return False
        return mode.offline or mode.receiving_suspended

    def local_time(self) -> datetime:
        """Return the time in the appliance's zone, aware."""
        moment = self.engine.clock.now()
        offset = zone(self.timezone)
        return moment if offset is UTC else moment.astimezone(offset)

    def desk(self, site: Site, address: str, policy: EffectivePolicy) -> Desk:
        """Return what a session of a client needs."""
        engine = self.engine
        return Desk(
            log=engine.logs.mail,
            next_mid=engine.counters.next_mid,
            local_time=self.local_time,
            random=lambda: engine.random.getrandbits(64),
            spool=self.queue.spool,
            suspended=self.suspended,
            toll=HostToll(self, site, host_key(address, policy.significant_bits), policy),
        )

    async def exists(self, site: Site, ask: Ask) -> bool | None:
        """Return the answer to a session's question; `None` when nobody can tell now."""
        if ask.what == "sender":
            return await self.names.can_receive(domain_of(ask.address))
        if self.accept_query is None or site.listener.ldap_accept is None:
            return True
        return await self.accept_query(site.listener.ldap_accept, ask.address)


class HostToll:
    """The limits of one host's policy, and the counters of `status` (`terms.Toll`)."""

    def __init__(self, house: House, site: Site, host: str, policy: EffectivePolicy) -> None:
        self._house = house
        self._seconds = float(site.limits.reset_seconds)
        self._host = host
        self._policy = policy

    def recipient_refusal(self, sender: str) -> bytes | None:
        """Return the reply to one recipient too many."""
        policy = self._policy
        if policy.dhap and 0 < policy.dhap_limit <= self._count(self._house.invalid, self._host):
            return replies.TOO_MANY_INVALID
        if 0 < policy.recipients_per_hour <= self._count(self._house.recipients, self._host):
            return replies.RECIPIENT_RATE
        if 0 < policy.envelope_rate <= self._count(self._house.senders, sender.lower()):
            return replies.SENDER_RATE
        return None

    def recipient_taken(self, sender: str) -> None:
        if self._policy.recipients_per_hour:
            self._add(self._house.recipients, self._host)
        if self._policy.envelope_rate:
            self._add(self._house.senders, sender.lower())

    def recipient_refused(self, *, invalid: bool) -> None:
        self._house.engine.counters.count("rejected_recipients")
        if invalid and self._policy.dhap:
            self._add(self._house.invalid, self._host)

    def message_taken(self, recipients: int) -> None:
        self._house.engine.counters.count("messages_received")
        self._house.engine.counters.count("recipients_received", recipients)

    def _count(self, rates: Rates, key: str) -> int:
        return rates.count(key, self._house.now(), self._seconds)

    def _add(self, rates: Rates, key: str) -> None:
        rates.add(key, self._house.now(), self._seconds)
