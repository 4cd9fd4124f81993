"""The internal SMTP system: mail that the appliance itself writes, put into its queue."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from typing import Final

from esatui.services.engine import Engine
from esatui.services.queue import MailQueue, NewMessage, QueueError
from esatui.services.queue.message import Bytes
from state.errors import StateError
from state.logs.subscriptions import ERROR

NOT_TAKEN: Final = "The message could not be queued: {}."
PATIENCE_SECONDS: Final = 60.0
"""How long a command waits for the disk."""


class OwnMail:
    """Puts mails of the appliance into its queue, and tells `mail_logs` (mail-logs, 9).

    To be used in the thread of the event loop.
    """

    def __init__(self, engine: Engine, queue: MailQueue) -> None:
        self._engine = engine
        self._queue = queue

    async def put(self, sender: str, recipients: Sequence[str], content: bytes) -> int:
        r"""Queue a whole message with `\r\n` line ends; return its MID once it is stored.

        Raises `QueueError`, and `OSError` when no number for a message is to be had.
        """
        new = NewMessage(
            mid=self._engine.counters.next_mid(),
            sender=sender,
            recipients=recipients,
            content=Bytes(content),
            received=self._engine.clock.now(),
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
        return new.mid

    def _tell(self, new: NewMessage) -> None:
        start = f"MID {new.mid} ICID 0"
        for text in (
            f"Start {start}",
            f"{start} From: <{new.sender}>",
            *(f"{start} RID {rid} To: <{each}>" for rid, each in enumerate(new.recipients)),
            f"MID {new.mid} ready {new.content.size} bytes from <{new.sender}>",
            f"MID {new.mid} queued for delivery",
        ):
            self._engine.logs.mail(text)


class QueueMailer:
    """What commands send mail with while the services run (see `esatui.mailer.Mailer`).

    Made in the thread of the event loop, used in others.
    """

    def __init__(self, engine: Engine, queue: MailQueue) -> None:
        self._mail = OwnMail(engine, queue)
        self._logs = engine.logs
        self._loop = asyncio.get_running_loop()

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        waiting: Future[int] = asyncio.run_coroutine_threadsafe(
            self._mail.put(sender, recipients, content), self._loop
        )
        name = f"message to {', '.join(recipients)}"
        self._logs.write(ERROR, f"Internal SMTP system attempting to send a {name} (attempt #0).")
        try:
            waiting.result(PATIENCE_SECONDS)
        except (QueueError, OSError, CancelledError) as error:
            giving_up = f"Internal SMTP giving up on {name}: Unrecoverable error."
            self._logs.write(ERROR, giving_up, "Critical")
            waiting.cancel()
            raise StateError(NOT_TAKEN.format(str(error) or "the disk does not answer")) from error
        self._logs.write(ERROR, f"Internal SMTP system successfully sent a {name}.")
