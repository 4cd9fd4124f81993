"""What a delivery attempt means for the queue, the logs, the counters and the sender."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from esatui.services.delivery import report
from esatui.services.delivery.bounce import Failure, Notice, bounce_message, original_header
from esatui.services.delivery.connection import Connection
from esatui.services.delivery.delay import DelayWarnings
from esatui.services.delivery.report import Cause
from esatui.services.delivery.retry import gives_up, profile_for, wait_after
from esatui.services.delivery.transaction import Result
from esatui.services.engine import Engine
from esatui.services.queue import MailQueue, Message, NewMessage, QueueError
from esatui.services.queue.message import Bytes
from state.counters import CounterName
from state.delivery import lines
from state.delivery.lines import Reply
from state.logs.headers import logged_headers
from state.logs.subscriptions import ERROR
from state.model.configuration import View

POSSIBLE: Final = "possible delivery"
"""Stands for the reply that did not come in time (`deliveryconfig`, Possible Delivery)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: the connection (0 for none) and the host, '' for none."""

    dcid: int = 0
    host: str = ""


class Outcomes:
    """Settles recipients. `view` is the configuration to go by; set it anew with each commit."""

    def __init__(self, engine: Engine, queue: MailQueue, view: View) -> None:
        self._engine = engine
        self._queue = queue
        self._delays = DelayWarnings()
        self.view = view

    def settle(self, connection: Connection, message: Message, result: Result) -> None:
        """Do what follows from a transaction."""
        route = connection.route
        place = Place(route.dcid, connection.target.host)
        domain = connection.target.domain
        if result.bad_reply is not None:
            self._log(lines.unexpected_response(route, result.bad_reply))
        elif result.failure is not None:
            self._log(lines.connection_error(route, result.failure))
        if result.delivered:
            self._delivered(place, domain, message, result)
        if result.refused:
            causes = {rid: report.refused_by(reply) for rid, reply in result.refused.items()}
            self.bounce(place, domain, message, causes, "smtp_hard_bounces")
        if result.put_off:
            causes = {rid: report.put_off_by(reply) for rid, reply in result.put_off.items()}
            self.put_off(place, domain, message, causes)
        if result.lost and result.in_doubt and self.view.delivery.possible_delivery:
            # The remote may have it; a second copy is what this setting is there to avoid.
            result.delivered, result.response = result.lost, Reply(0, [POSSIBLE])
            self._delivered(place, domain, message, result)
        elif result.lost:
            cause = report.unreached(_reason(result))
            self.put_off(place, domain, message, dict.fromkeys(result.lost, cause))

    def put_off(
        self, place: Place, domain: str, message: Message, causes: Mapping[int, Cause]
    ) -> None:
        """Let recipients wait for the next attempt, or give them up when there is none."""
        now = self._engine.clock.now()
        profile = profile_for(self.view, domain, message.bounce_profile)
        over: dict[int, Cause] = {}
        waiting: dict[int, list[int]] = {}
        late: dict[int, Cause] = {}
        for rid, cause in causes.items():
            recipient = message.recipients.get(rid)
            if recipient is None:
                continue
            self._log(report.delayed(place.dcid, message.mid, rid, cause))
            self._engine.counters.count("soft_bounces", domain=domain)
            attempts = recipient.attempts + 1
            if gives_up(profile, attempts, message.received, now):
                over[rid] = report.expired(cause.text)
            else:
                waiting.setdefault(wait_after(profile, attempts), []).append(rid)
                if self._delays.due(profile, message, recipient, now):
                    late[rid] = cause
        for seconds, rids in waiting.items():
            due = now + timedelta(seconds=seconds)
            self._log(report.pending(message.mid, rids, self._local(due)))
            self._queue.deferred(message.mid, rids, due.timestamp(), causes[rids[0]].text)
        if late:
            self._warn(place, message, late)
        if over:
            self.bounce(Place(), domain, message, over, "expired_hard_bounces")

    def bounce(
        self,
        place: Place,
        domain: str,
        message: Message,
        causes: Mapping[int, Cause],
        counter: CounterName,
    ) -> None:
        """Give recipients up and tell the sender, if there is one who wants to know."""
        found = {rid: cause for rid, cause in causes.items() if rid in message.recipients}
        if not found:
            return
        double = not message.sender
        for rid, cause in found.items():
            address = message.recipients[rid].address
            if double:
                self._log(report.double_bounce(message.mid, rid, cause))
            else:
                self._log(report.bounced(place.dcid, message.mid, rid, cause))
            full = report.bounced_in_full(
                place.dcid, message.mid, message.sender, (rid, address), cause
            )
            self._engine.logs.bounces(full)
        self._count_bounces(domain, found.values(), counter)
        wanted = profile_for(self.view, domain, message.bounce_profile).send_hard_bounces
        notice = None if double or not wanted else self._notice(place, message, found)
        before, after = ((), ()) if notice is None else _lines_about(notice, message)
        self._log(*before)
        if self._queue.bounced(message.mid, found, notice):
            self._log(report.finished(message.mid))
        self._log(*after)

    def discard(self, domain: str, message: Message, rids: Sequence[int]) -> None:
        """Throw a message away, as its SMTP route says."""
        self._engine.counters.count("deleted_recipients", len(rids), domain=domain)
        if self._queue.delivered(message.mid, rids):
            self._log(report.finished(message.mid))

    def _delivered(self, place: Place, domain: str, message: Message, result: Result) -> None:
        rids = result.delivered
        self._log(
            report.done(place.dcid, message.mid, rids, self._headers(message)),
            report.response(message.mid, rids, result.response),
        )
        self._engine.counters.count("delivered_recipients", len(rids), domain=domain)
        if self._queue.delivered(message.mid, rids):
            self._log(report.finished(message.mid))

    def _headers(self, message: Message) -> str:
        """Return the headers that are to be logged, if any are."""
        names = self.view.logs.headers
        if not names:
            return ""
        try:
            return logged_headers(next(self._queue.content(message), b""), names)
        except OSError:
            # The message is delivered all the same.
            return ""

    def _count_bounces(self, domain: str, causes: Iterable[Cause], counter: CounterName) -> None:
        status = self._engine.counters.host(domain)
        for cause in causes:
            self._engine.counters.count(counter, domain=domain)
            if cause.reply.code >= 500:
                status.last_5xx = f"{cause.reply.code} {cause.text}"
                status.last_5xx_at = self._engine.clock.now()

    def _warn(self, place: Place, message: Message, causes: Mapping[int, Cause]) -> None:
        """Tell the sender that recipients are tried further."""
        notice = self._notice(place, message, causes, delayed=True)
        if notice is None:
            return
        size = notice.content.size
        before, after = report.generated(
            notice.mid, message.mid, message.sender, size, "delay warning"
        )

        def finished(error: QueueError | None) -> None:
            if error is None:
                self._log(*before, *after)
            else:
                text = f"No delay warning for MID {message.mid}: {error}"
                self._engine.logs.write(ERROR, text, "Critical")

        self._queue.store(notice, finished)

    def _notice(
        self,
        place: Place,
        message: Message,
        causes: Mapping[int, Cause],
        *,
        delayed: bool = False,
    ) -> NewMessage | None:
        engine = self._engine
        now = engine.clock.now()
        try:
            mid = engine.counters.next_mid()
            content = b"".join(self._queue.content(message))
        except OSError as error:
            text = f"No bounce message for MID {message.mid}: {error}"
            engine.logs.write(ERROR, text, "Critical")
            return None
        notice = Notice(
            mid=mid,
            hostname=self.view.system.hostname,
            recipient=message.sender,
            moment=self._local(now),
            received=self._local(message.received),
            failures=[
                Failure(message.recipients[rid].address, cause, place.host)
                for rid, cause in causes.items()
            ],
            delayed=delayed,
        )
        message_text = bounce_message(notice, original_header(content), engine.random)
        if not delayed:
            engine.counters.count("generated_bounces")
        return NewMessage(
            mid=mid,
            sender="",
            recipients=[message.sender],
            content=Bytes(message_text),
            received=now,
            origin="bounce",
            bounce_profile=message.bounce_profile,
        )

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(ZoneInfo(self.view.system.timezone))
        except (ZoneInfoNotFoundError, ValueError):
            return moment.astimezone(UTC)

    def _log(self, *texts: str) -> None:
        for text in texts:
            self._engine.logs.mail(text)


def _reason(result: Result) -> str:
    if result.bad_reply is not None:
        return lines.UNEXPECTED_RESPONSE
    return lines.connection_reason(result.failure or "")


def _lines_about(notice: NewMessage, of: Message) -> tuple[Sequence[str], Sequence[str]]:
    return report.generated(notice.mid, of.mid, of.sender, notice.content.size)
