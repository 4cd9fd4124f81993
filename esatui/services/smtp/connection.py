"""One connection: carries a session over a socket, in clear text or under TLS."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Coroutine
from typing import Final, cast

from esatui.services.queue import QueueError
from esatui.services.smtp import replies, story
from esatui.services.smtp.house import House
from esatui.services.smtp.limits import host_key
from esatui.services.smtp.names import Name
from esatui.services.smtp.session import Session
from esatui.services.smtp.site import Site
from esatui.services.smtp.steps import Ask, Close, StartTls, Step, Store
from esatui.services.smtp.terms import Client
from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsSession
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.refusal import alert_of
from state.hat import Match
from state.hat import lines as hat_lines

LINGER_SECONDS: Final = 5.0
"""How long a client may take to read the last reply."""
WAITING: Final = 500
"""Connections beyond the limit of all listeners that may wait for their name, or for their end."""
_RESET: Final = struct.pack("ii", 1, 0)


class Connection(asyncio.Protocol):
    """The asyncio protocol of a listener."""

    def __init__(self, house: House, listener: str) -> None:
        self._house = house
        self._listener = listener
        self._transport: asyncio.Transport = cast("asyncio.Transport", None)
        self._address = ""
        self._icid = 0
        self._keys: tuple[str, ...] = ()
        self._session: Session | None = None
        self._handled: Step | None = None
        self._channel: TlsChannel | None = None
        self._counted_tls = False
        self._secure = False
        self._paused = False
        self._full = False
        self._ended = False
        self._eof = False
        self._early = b""
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = self._active = 0.0
        self._lingers_until: float | None = None
        self._site: Site = cast("Site", None)

    # What asyncio tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._begun = self._active = self._house.now()
        site = self._house.sites.get(self._listener)
        peer = transport.get_extra_info("peername")
        if site is None or not peer:
            self._transport.abort()
            return
        self._site = site
        self._house.open.add(self)
        refusal = self._turned_away(site)
        if refusal is not None:
            self._ended = True
            self._transport.write(refusal)
            self._linger(hasty=True)
            return
        self._address = self._house.engine.network.appears_as(peer[0])
        name = self._house.names.known(self._address)
        if name is not None:
            self._admit(name)
        else:
            self._pause()
            self._task(self._find_name())

    def data_received(self, data: bytes) -> None:
        self._active = self._house.now()
        if self._lingers_until is not None or self._ended:
            return
        if self._session is None:
            # An early talker; asyncio of Python 3.11 reads once more after a pause.
            self._early += data
            self._pause(again=True)
        elif self._channel is not None:
            self._channel.received(data)
        else:
            self._heard(data)

    def eof_received(self) -> bool:
        self._eof = True
        if self._channel is not None:
            self._channel.eof_received()
        elif self._session is not None and self._session.step is None:
            self._leave()
        return self._session is not None and not self._ended

    def pause_writing(self) -> None:
        self._full = True
        self._pause()

    def resume_writing(self) -> None:
        self._full = False
        self._resume()

    def connection_lost(self, error: Exception | None) -> None:
        if self._channel is not None:
            self._channel.connection_lost(error)
        self._finish(lost=True)
        for task in self._tasks:
            task.cancel()
        self._house.open.discard(self)

    # What the service asks for.

    def sweep(self, now: float) -> None:
        """End what has taken too long."""
        if self._lingers_until is not None:
            if now >= self._lingers_until:
                self._transport.abort()
            return
        limits = self._site.limits
        step = self._session.step if self._session is not None else None
        if now - self._begun >= limits.total_seconds:
            self._expel(replies.TOO_LONG_CONNECTED)
        elif now - self._active >= limits.idle_seconds and not isinstance(step, Store | Ask):
            self._expel(replies.TIMEOUT)

    def abort(self) -> None:
        """End at once; the service ends."""
        self._finish(lost=True)
        self._transport.abort()

    @property
    def idle(self) -> bool:
        """Return whether no message is on its way."""
        return self._session is None or self._session.idle

    # The beginning.

    def _turned_away(self, site: Site) -> bytes | None:
        """Return the reply to those who are not even looked at."""
        if self._house.suspended():
            return replies.SUSPENDED
        # Those that are being looked up, or only read their last reply, hold a socket as well.
        if len(self._house.open) > site.limits.connections + WAITING:
            return replies.TOO_MANY_CONNECTIONS
        return None

    async def _find_name(self) -> None:
        name = await self._house.names.of(self._address)
        if not self._transport.is_closing():
            self._admit(name)
            self._resume()

    def _admit(self, name: Name) -> None:
        """Decide by the Host Access Table what becomes of the client."""
        site, engine = self._site, self._house.engine
        try:
            self._icid = engine.counters.next_icid()
        except OSError:
            self._refuse(replies.SYSTEM_PROBLEM.replace(b"451", b"421"))
            return
        engine.counters.gauge("inbound_connections", 1)
        score = self._house.reputation(self._address)
        match = site.classifier.classify(
            self._address, name.name, verified=name.verified, score=score
        )
        self._tell_admission(name, match, score)
        policy = match.parameters
        if match.rule == "TCPREFUSE":
            self._finish(lost=False)
            self._reset()
        elif match.rule in ("REJECT", "CONTINUE"):
            hostname = site.hostname(policy)
            self._refuse(replies.rejection(hostname, policy.reject_code, policy.reject_text))
        elif (refusal := self._crowded(match)) is not None:
            self._refuse(refusal)
        else:
            self._converse(name, match)

    def _tell_admission(self, name: Name, match: Match, score: float | None) -> None:
        site, log = self._site, self._house.engine.logs.mail
        local = site.interface.ip or site.interface.ipv6 or ""
        log(
            hat_lines.new_connection(
                self._icid,
                site.listener.interface,
                local,
                self._address,
                name.name,
                verified=name.verified,
            )
        )
        public = site.listener.type == "public"
        text = hat_lines.score_text(score, self._address, reputation=public)
        log(hat_lines.access(self._icid, match, text))

    def _crowded(self, match: Match) -> bytes | None:
        """Count the connection, unless there are too many."""
        counts, site = self._house.connections, self._site
        listener = f"listener {site.name}"
        host = f"{site.name} {host_key(self._address, match.parameters.significant_bits)}"
        full = counts.total >= site.limits.connections
        if full or counts.count(listener) >= site.listener.max_concurrency:
            return replies.TOO_MANY_CONNECTIONS
        if counts.count(host) >= match.parameters.max_concurrency:
            return replies.TOO_MANY_FROM_HOST
        self._keys = (listener, host)
        counts.opened(*self._keys)
        return None

    def _converse(self, name: Name, match: Match) -> None:
        client = Client(icid=self._icid, address=self._address, name=name.name)
        desk = self._house.desk(self._site, self._address, match.parameters)
        self._session = Session(self._site.terms(match), client, desk)
        self._session.greet()
        early, self._early = self._early, b""
        if early:
            self._session.receive(early)
        self._pump(self._session)

    def _refuse(self, reply: bytes) -> None:
        self._transport.write(reply)
        self._finish(lost=False)
        self._linger()

    # The conversation.

    def _heard(self, data: bytes) -> None:
        session = self._session
        if session is None or self._ended:
            return
        # Most clients send nothing before they are answered; only those who do are held up.
        early = session.step is not None
        session.receive(data)
        self._pump(session)
        if (early or session.unread) and self._waits():
            self._pause()

    def _pump(self, session: Session) -> None:
        """Send what there is to send, and see to what the session waits for."""
        while True:
            data = session.output()
            if data and not self._ended:
                self._write(data)
            step = session.step
            if step is self._handled or self._ended:
                break
            self._handled = step
            if step is not None:
                self._do(step, session)
        if session.step is None:
            self._resume()
            if self._eof and not self._ended:
                self._leave()

    def _do(self, step: Step, session: Session) -> None:
        if isinstance(step, StartTls):
            self._start_tls(session)
        elif isinstance(step, Store):
            self._store(step, session)
        elif isinstance(step, Ask):
            self._task(self._ask(step, session))
        elif isinstance(step, Close):
            self._finish(lost=False)
            self._linger(hasty=step.hasty)

    def _write(self, data: bytes) -> None:
        if self._channel is None:
            self._transport.write(data)
        elif self._secure:
            self._channel.write(data)

    def _store(self, step: Store, session: Session) -> None:
        def finished(error: QueueError | None) -> None:
            session.stored(error)
            step.spool.close()
            self._pump(session)

        self._house.queue.store(step.message, finished)

    async def _ask(self, step: Ask, session: Session) -> None:
        session.answered(await self._house.exists(self._site, step))
        self._pump(session)

    # TLS.

    def _start_tls(self, session: Session) -> None:
        counts, tls = self._house.connections, self._site.tls
        if tls is None or counts.tls >= self._site.limits.tls_connections:
            session.tls_refused()
            return
        session.tls_offered()
        self._transport.write(session.output())
        counts.tls += 1
        self._counted_tls = True
        events = ChannelEvents(
            opened=self._tls_opened,
            data=self._heard,
            failed=self._tls_failed,
            closed=self._leave,
        )
        engine = tls.accept(session.policy.tls)
        self._channel = TlsChannel(engine, self._transport, events)
        self._channel.start()

    def _tls_opened(self, agreed: TlsSession) -> None:
        self._secure = True
        session = self._session
        if session is None:
            return
        if session.policy.asks_for_certificate and (agreed.chain or session.policy.requires_tls):
            self._task(self._verify(agreed, session))
        else:
            self._trusted(agreed, session)

    async def _verify(self, agreed: TlsSession, session: Session) -> None:
        house = self._house
        verifier = self._site.verifier(house.crls)
        now = house.engine.clock.now()
        fault = await asyncio.to_thread(verifier.client_fault, agreed.chain, now)
        if self._ended:
            return
        if fault is None:
            self._trusted(agreed, session)
        else:
            if self._channel is not None:
                self._channel.refuse(alert_of(fault, agreed.protocol))
            self._fail_tls(f"verify error: {fault}")

    def _trusted(self, agreed: TlsSession, session: Session) -> None:
        line = story.tls_success(self._icid, agreed.protocol, agreed.cipher)
        self._house.engine.logs.mail(line)
        session.tls_started(agreed.cipher)
        self._pump(session)

    def _tls_failed(self, failure: TlsFailure) -> None:
        if self._secure:
            self._leave()
        else:
            self._fail_tls(failure.text)

    def _fail_tls(self, reason: str) -> None:
        if not self._ended:
            self._house.engine.logs.mail(story.tls_failed(self._icid, reason))
        self._finish(lost=True)
        self._linger()

    # The end.

    def _expel(self, reply: bytes) -> None:
        session = self._session
        if session is None or (self._channel is not None and not self._secure):
            self.abort()
            return
        session.end(reply)
        self._pump(session)

    def _leave(self) -> None:
        """The client has gone."""
        self._finish(lost=True)
        self._transport.close()

    def _finish(self, *, lost: bool) -> None:
        """Tell the end of the connection, once."""
        if self._ended:
            return
        self._ended = True
        if self._session is not None:
            self._session.lost()
        if self._counted_tls:
            self._house.connections.tls -= 1
        if self._keys:
            self._house.connections.closed(*self._keys)
        if not self._icid:
            return
        engine = self._house.engine
        engine.counters.gauge("inbound_connections", -1)
        if lost:
            engine.logs.mail(hat_lines.lost(self._icid))
        engine.logs.mail(hat_lines.closed(self._icid))

    def _linger(self, *, hasty: bool = False) -> None:
        """Close, but let the client read what was sent last, whatever it is still sending.

        With `hasty` it has said itself that it sends no more.
        """
        if self._lingers_until is not None or self._transport.is_closing():
            return
        if self._channel is not None:
            self._channel.close()
        self._lingers_until = self._house.now() + LINGER_SECONDS
        if self._eof or hasty:
            self._transport.close()
            return
        self._resume()
        self._transport.write_eof()

    def _reset(self) -> None:
        found = self._transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def _waits(self) -> bool:
        """Return whether nothing more is to be read for now."""
        if self._lingers_until is not None or (self._channel is not None and not self._secure):
            return False
        return self._full or self._session is None or self._session.step is not None

    def _pause(self, *, again: bool = False) -> None:
        if (again or not self._paused) and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._paused and not self._waits() and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()

    def _task(self, coroutine: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
