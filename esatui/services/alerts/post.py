"""The internal SMTP system: alerts become messages in the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from esatui.services.alerts.alert import Alert
from esatui.services.alerts.mail import Letter, message, subject
from esatui.services.engine import Engine
from esatui.services.own_mail import OwnMail
from esatui.services.queue import MailQueue, QueueError
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
        self._mail = OwnMail(engine, queue)
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
        identifier = f"{self._engine.random.getrandbits(96):024X}"
        content = message(letter, self._engine.settings, identifier)
        mid = await self._mail.put(letter.sender, [letter.recipient], content)
        self._sent[letter.recipient] = [*waiting, mid]
