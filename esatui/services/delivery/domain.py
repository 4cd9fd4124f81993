"""The deliveries to one domain: its connections, and who of the waiting goes over them."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from esatui.services.delivery import report
from esatui.services.delivery.connection import Connection, closed
from esatui.services.delivery.core import Core
from esatui.services.delivery.limits import AddressLimits, RecipientWindow
from esatui.services.delivery.local import sends_alerts_apart
from esatui.services.delivery.outcomes import Place
from esatui.services.delivery.reach import Full, Unreached, left, note_plan, reach
from esatui.services.delivery.routes import NoRoute
from esatui.services.delivery.transaction import Receiver, transact
from esatui.services.queue import Claim
from state.model.destinations import DefaultDestination
from state.operations.destinations import destination_for

OPENING: Final = 4
"""Connections to one domain that may be in the making at one time: a host that is down, or slow,
is not asked five hundred times at once."""
PAUSE_SECONDS: Final = 60.0
"""How long a domain is left alone after something that must not happen, a full disk for example."""
RECIPIENTS: Final = 100
"""Recipients of one transaction (RFC 5321 section 4.5.3.1.8)."""
_PUT_OFF_AT_ONCE: Final = 100


@dataclass(slots=True)
class _Idle:
    """A connection that waits for further messages."""

    woken: asyncio.Event


class DomainDelivery:
    """Delivers what waits for one domain, with as many connections as its limits permit."""

    def __init__(self, core: Core, domain: str, later: Callable[[float, str], None]) -> None:
        """`later(moment, domain)` asks to be woken at a moment in seconds since 1970."""
        self._core = core
        self._domain = domain
        self._later = later
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle: list[_Idle] = []
        self._opening = 0
        self._window = RecipientWindow()
        self._addresses = AddressLimits()
        self._blocked_until = 0.0
        self._full_until = 0.0
        self._ends = 0

    @property
    def busy(self) -> bool:
        """Whether it has anything in hand."""
        return bool(self._tasks)

    def wake(self) -> None:
        """Recipients may be due: see to it that somebody takes them."""
        core = self._core
        due = core.queue.next_due(self._domain)
        if due is None or core.suspended:
            return
        moment = max(due, self._blocked_until)
        if moment > core.now():
            self._later(moment, self._domain)
        elif self._idle:
            self._idle.pop().woken.set()
        elif core.now() < self._full_until:
            # Until then only the end of a connection makes room.
            if math.isfinite(self._full_until):
                self._later(self._full_until, self._domain)
        elif self._opening < OPENING and self._few():
            self._begin()

    async def stop(self) -> None:
        """End all connections; what was in hand waits again."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def let_go(self) -> None:
        """Let connections that wait for further messages end."""
        while self._idle:
            self._idle.pop().woken.set()

    def _settings(self) -> DefaultDestination:
        return destination_for(self._core.view.destinations, self._domain)

    def _few(self) -> bool:
        settings = self._settings()
        return settings.limit_type == "MXIP" or len(self._tasks) < settings.concurrency

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self._run())
        self._opening += 1
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            text = f"Delivery to {self._domain}: {type(error).__name__}: {error}"
            self._core.engine.logs.system(text, "Critical")
            self._blocked_until = self._core.now() + PAUSE_SECONDS
        if not task.cancelled():
            self.wake()

    async def _run(self) -> None:
        """Open one connection, and use it for as long as there is something to send."""
        opening, full = True, False

        def opened() -> None:
            nonlocal opening
            if opening:
                opening = False
                self._opening -= 1
                self.wake()

        try:
            claim = self._take()
            if claim is not None:
                ends = self._ends
                with self._held(claim):
                    connection = await self._open(claim)
                if isinstance(connection, Full):
                    full = True
                    self._wait_for_room(claim, ends)
                opened()
                if isinstance(connection, Connection):
                    await self._use(connection, self._first(claim, connection))
        finally:
            if opening:
                self._opening -= 1
            if not full:
                self._ends += 1
                self._full_until = 0.0

    def _wait_for_room(self, claim: Claim, ends: int) -> None:
        """Open nothing more until a connection ends, or an address may have more recipients.

        `ends` is how many had ended before it turned out that there is no room.
        """
        core = self._core
        core.queue.release(claim.message.mid, claim.rids)
        if ends == self._ends:
            self._full_until = self._addresses.opens(self._settings(), core.now())

    async def _use(self, connection: Connection, claim: Claim | None) -> None:
        """Send messages until there are none, the limit is reached, or the connection is gone."""
        usable = True
        alerts = claim is not None and claim.message.origin == "alert"
        try:
            while claim is not None and self._fits(claim, connection, alerts=alerts):
                usable = await self._send(connection, claim)
                if not usable or connection.messages >= self._settings().messages_per_connection:
                    break
                claim = self._take(connection) or await self._wait(connection)
        except BaseException:
            usable = False
            raise
        finally:
            await self._close(connection, usable=usable)

    def _fits(self, claim: Claim, connection: Connection, *, alerts: bool) -> bool:
        """Whether a connection that was made for alerts, or for other mail, may take this one.

        What does not fit waits again, for a connection from the interface that it needs.
        """
        fits = (claim.message.origin == "alert") == alerts
        if fits or not sends_alerts_apart(self._core.view):
            return True
        self._took(-len(claim.rids), connection)
        self._core.queue.release(claim.message.mid, claim.rids)
        return False

    async def _close(self, connection: Connection, *, usable: bool) -> None:
        try:
            if usable:
                await connection.client.quit()
        finally:
            connection.client.abort()
            left(self._core, connection)
            self._addresses.leave(connection.target.address)
            self._core.engine.logs.mail(closed(connection.route))

    async def _wait(self, connection: Connection) -> Claim | None:
        """Keep the connection for a while; return what came meanwhile."""
        core = self._core
        idle = _Idle(asyncio.Event())
        self._idle.append(idle)
        woken = asyncio.ensure_future(idle.woken.wait())
        over = asyncio.ensure_future(core.engine.sleep(core.idle_seconds))
        gone = asyncio.ensure_future(connection.client.gone())
        try:
            await asyncio.wait({woken, over, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in (woken, over, gone):
                waiting.cancel()
            if idle in self._idle:
                self._idle.remove(idle)
        client = connection.client
        # What a remote says unasked (421 and goodbye) must not become the reply to a command.
        return self._take(connection) if client.connected and client.quiet else None

    def _take(self, connection: Connection | None = None) -> Claim | None:
        """Take the recipients of one message that are due, within the limits of the domain.

        Where each address has its own they are limited once there is a `connection`.
        """
        core = self._core
        now = core.now()
        if core.suspended or now < self._blocked_until:
            return None
        room = self._room(connection, now)
        if room == 0:
            if self._settings().limit_type != "MXIP":
                self._blocked_until = self._window.ends(self._settings().recipient_minutes)
                self.wake()
            return None
        for claim in core.queue.take(self._domain, now):
            return self._limited(claim, room, connection)
        return None

    def _room(self, connection: Connection | None, now: float) -> int | None:
        """Return how many recipients may be taken, `None` for any number."""
        settings = self._settings()
        if settings.limit_type == "MXIP":
            address = connection.target.address if connection is not None else None
            return None if address is None else self._addresses.room(address, settings, now)
        return self._window.room(settings.recipient_limit, settings.recipient_minutes, now)

    def _limited(self, claim: Claim, room: int | None, connection: Connection | None) -> Claim:
        """Return as much of a claim as there is room for, counted; the rest waits again."""
        kept, left_over = claim.rids[:room], claim.rids[len(claim.rids[:room]) :]
        self._took(len(kept), connection)
        if left_over:
            self._core.queue.release(claim.message.mid, left_over)
        return replace(claim, rids=kept)

    def _took(self, recipients: int, connection: Connection | None) -> None:
        settings = self._settings()
        if settings.limit_type != "MXIP":
            self._window.took(recipients)
        elif connection is not None:
            self._addresses.took(connection.target.address, recipients, settings)

    def _first(self, claim: Claim, connection: Connection) -> Claim | None:
        """Return as much of what a connection was opened for as its address may be sent."""
        if self._settings().limit_type != "MXIP":
            return claim
        left = self._limited(claim, self._room(connection, self._core.now()), connection)
        return left if left.rids else None

    @contextlib.contextmanager
    def _held(self, claim: Claim) -> Iterator[None]:
        """Let recipients wait as before if the block does not come to a result."""
        try:
            yield
        except BaseException:
            self._core.queue.release(claim.message.mid, claim.rids)
            raise

    async def _open(self, claim: Claim) -> Connection | Full | None:
        """Return a connection for the claim; `None` when it and all that is due is settled."""
        core = self._core
        settings = self._settings()
        plan = await core.router.plan(core.view, self._domain, settings.ip_sort)
        if isinstance(plan, NoRoute):
            self._no_route(claim, plan)
            return None
        note_plan(core, self._domain, plan)
        alerts = claim.message.origin == "alert"
        made = await reach(core, self._domain, settings, plan, self._addresses, alerts=alerts)
        if isinstance(made, Connection | Full):
            return made
        self._put_off_all(claim, made)
        return None

    def _no_route(self, claim: Claim, plan: NoRoute) -> None:
        core, domain, message = self._core, self._domain, claim.message
        if plan.discard:
            core.outcomes.discard(domain, message, claim.rids)
        elif plan.hard:
            causes = dict.fromkeys(claim.rids, report.bad_host(plan.reason))
            core.outcomes.bounce(Place(), domain, message, causes, "dns_hard_bounces")
        else:
            self._put_off_all(claim, Unreached(Place(), plan.reason))

    def _put_off_all(self, claim: Claim, why: Unreached) -> None:
        """What holds for one message holds for all that are due: the host cannot be used."""
        core = self._core
        cause = report.unreached(why.reason)
        claims = [claim]
        while claims:
            for each in claims:
                causes = dict.fromkeys(each.rids, cause)
                core.outcomes.put_off(why.place, self._domain, each.message, causes)
            claims = core.queue.take(self._domain, core.now(), _PUT_OFF_AT_ONCE)

    async def _send(self, connection: Connection, claim: Claim) -> bool:
        """Send one message; return whether the connection can take another."""
        with self._held(claim):
            content = await self._content(claim)
        if content is None:
            return True
        recipients = claim.recipients
        usable = True
        for first in range(0, len(recipients), RECIPIENTS):
            part = recipients[first : first + RECIPIENTS]
            rids = [each.rid for each in part]
            if not usable:
                self._core.queue.release(claim.message.mid, rids)
                continue
            usable = await self._transact(connection, claim, rids, content)
        return usable

    async def _transact(
        self, connection: Connection, claim: Claim, rids: list[int], content: bytes
    ) -> bool:
        core, message = self._core, claim.message
        receivers = [Receiver(rid, message.recipients[rid].address) for rid in rids]
        core.engine.logs.mail(report.start(connection.route.dcid, message.mid, rids))
        core.queue.trying(replace(claim, rids=tuple(rids)), connection.route.dcid)
        try:
            result = await transact(connection, message.sender, receivers, content)
        except BaseException:
            core.queue.release(message.mid, rids)
            raise
        self._count(connection, len(rids))
        core.outcomes.settle(connection, message, result)
        return result.usable and connection.client.connected

    async def _content(self, claim: Claim) -> bytes | None:
        """Return the message, `None` (and put it off) when it cannot be read."""
        queue, message = self._core.queue, claim.message
        try:
            if message.size <= _SMALL:
                return b"".join(queue.content(message))
            return await asyncio.to_thread(lambda: b"".join(queue.content(message)))
        except OSError as error:
            self._core.engine.logs.system(f"MID {message.mid} cannot be read: {error}", "Critical")
            cause = report.unreached("message cannot be read")
            causes = dict.fromkeys(claim.rids, cause)
            self._core.outcomes.put_off(Place(), self._domain, message, causes)
            return None

    def _count(self, connection: Connection, recipients: int) -> None:
        """What `hoststatus` shows of an interface."""
        status = self._core.engine.counters.host(self._domain)
        gateway = status.gateways.get(connection.interface.name)
        if gateway is not None:
            gateway.recipients += recipients


_SMALL: Final = 65536
