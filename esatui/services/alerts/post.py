"""The internal SMTP system: alerts become messages in the queue."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from esatui.services.alerts.alert import Alert
from esatui.services.alerts.mail import Letter, message, subject
from esatui.services.engine import Engine
from esatui.services.queue import MailQueue, NewMessage, QueueError
from esatui.services.queue.message import Bytes
from state.logs.lines import zone
from state.logs.subscriptions import ERROR
from state.model.configuration import View

MOST_WAITING: Final = 50
"""Alert mails in the queue for one recipient. An alert about the delivery of alerts, with
duplicates allowed, would go round for ever."""


class Post:
    """Sends alerts as mail, and tells the logs (mail-logs, 9 and 10.3)."""

    def __init__(self, engine: Engine, queue: MailQueue) -> None:
        self._engine = engine
        self._queue = queue
        self._sent: dict[str, list[int]] = {}
        """Recipient to the MIDs that may still be in the queue."""

    async def send(
        self, view: View, alert: Alert, recipient: str, moment: datetime, held_back: int
    ) -> None:
        """Put the mail for one recipient into the queue. Never fails: the logs say when it does.

        `moment` is when the alert was raised, `held_back` the duplicates since the last mail.
        """
        hostname = view.system.hostname
        letter = Letter(
            alert=alert,
            hostname=hostname,
            sender=view.alerts.from_address or f"alert@{hostname}",
            recipient=recipient,
            moment=moment.astimezone(zone(view.system.timezone)),
            held_back=held_back,
        )
        title = subject(alert, hostname)
        name = f"message to {recipient} with subject '{title}'"
        self._engine.logs.write(
            ERROR, f"Internal SMTP system attempting to send a {name} (attempt #0)."
        )
        kind = f"{alert.alert_class}/{alert.word}"
        about = f'{kind} alert to {recipient} with subject "{title}".'
        try:
            await self._store(letter)
        except (QueueError, OSError):
            self._engine.logs.write(
                ERROR, f"Internal SMTP giving up on {name}: Unrecoverable error.", "Critical"
            )
            self._engine.logs.mail(f"Error while sending alert: Unable to send {about}", "Critical")
            return
        self._engine.logs.write(ERROR, f"Internal SMTP system successfully sent a {name}.")
        sent = f'{kind} alert was sent to {recipient} with subject "{title}".'
        self._engine.logs.mail(f"A {sent}")

    async def _store(self, letter: Letter) -> None:
        """Raises `QueueError`, and `OSError` when no number for a message is to be had."""
        waiting = [mid for mid in self._sent.get(letter.recipient, []) if self._queue.message(mid)]
        if len(waiting) >= MOST_WAITING:
            raise QueueError("too many alerts wait for this recipient", full=True)
        engine = self._engine
        mid = engine.counters.next_mid()
        identifier = f"{mid}.{engine.random.getrandbits(64):016X}"
        content = Bytes(message(letter, engine.settings, identifier))
        new = NewMessage(
            mid=mid,
            sender=letter.sender,
            recipients=[letter.recipient],
            content=content,
            received=engine.clock.now(),
            origin="alert",
        )
        stored: asyncio.Future[QueueError | None] = asyncio.get_running_loop().create_future()

        def finished(error: QueueError | None) -> None:
            # The log tells it before delivery has a chance to say anything about the message.
            if error is None:
                self._tell(new)
            if not stored.done():
                stored.set_result(error)

        self._queue.store(new, finished)
        error = await stored
        if error is not None:
            raise error
        self._sent[letter.recipient] = [*waiting, mid]

    def _tell(self, new: NewMessage) -> None:
        for text in (
            f"Start MID {new.mid} ICID 0",
            f"MID {new.mid} ICID 0 From: <{new.sender}>",
            f"MID {new.mid} ICID 0 RID 0 To: <{new.recipients[0]}>",
            f"MID {new.mid} ready {new.content.size} bytes from <{new.sender}>",
            f"MID {new.mid} queued for delivery",
        ):
            self._engine.logs.mail(text)
