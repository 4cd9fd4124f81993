"""Sessions without any network: bytes in, bytes and steps out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from esatui.services.queue import QueueError, Spool
from esatui.services.smtp.senders import SenderList
from esatui.services.smtp.session import Session
from esatui.services.smtp.steps import Ask, Close, StartTls, Store
from esatui.services.smtp.terms import Client, Desk, Terms
from state.hat import resolve
from state.model.listeners import PolicyParameters, RecipientAccess
from state.rat import RecipientTable
from state.settings import FEATURE_KEYS

MOMENT = datetime(2024, 5, 20, 10, 40, 11, tzinfo=UTC)


@dataclass
class FreeToll:
    """No limits; what was counted."""

    taken: int = 0
    refused: list[bool] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    refusal: bytes | None = None

    def recipient_refusal(self, sender: str) -> bytes | None:
        return self.refusal

    def recipient_taken(self, sender: str) -> None:
        self.taken += 1

    def recipient_refused(self, *, invalid: bool) -> None:
        self.refused.append(invalid)

    def message_taken(self, recipients: int) -> None:
        self.messages.append(recipients)


class Talk:
    """A session, and an environment that does at once what it waits for."""

    def __init__(
        self,
        *,
        store: bool = True,
        accepts: Sequence[str] = ("example.com",),
        senders: Sequence[str] = (),
        exists: bool | None = True,
        in_memory: int = 1 << 20,
        terms: dict[str, object] | None = None,
        **policy: object,
    ) -> None:
        self.log: list[str] = []
        self.toll = FreeToll()
        self.stored: list[tuple[str, tuple[str, ...], bytes]] = []
        self.suspended = False
        self.error: QueueError | None = None
        self.full = False
        self.closed = False
        self.tls_offered = 0
        self.asked: list[Ask] = []
        self._store = store
        self._exists = exists
        self._in_memory = in_memory
        self._mids = count(1)
        parameters = PolicyParameters(**policy)  # type: ignore[arg-type]
        rat = {name: RecipientAccess() for name in accepts}
        base = Terms(
            listener="InboundMail",
            hostname="mail.example.com",
            received_hostname="mail.example.com",
            default_domain=None,
            policy=resolve(parameters, PolicyParameters()),
            recipients=RecipientTable(rat),
            tls_senders=SenderList(senders),
            relay=False,
            features=frozenset(FEATURE_KEYS),
            header_lines=1000,
            add_message_id=False,
            bounce_profile="Default",
        )
        desk = Desk(
            log=self.log.append,
            next_mid=self._next_mid,
            local_time=lambda: MOMENT,
            random=lambda: 7,
            spool=lambda: Spool(Path(tempfile.gettempdir()), in_memory=self._in_memory),
            suspended=lambda: self.suspended,
            toll=self.toll,
        )
        client = Client(icid=9, address="10.0.0.1", name="mx.example.net")
        self.session = Session(replace(base, **(terms or {})), client, desk)  # type: ignore[arg-type]
        self.session.greet()
        self.banner = self.session.output().decode("ascii")

    def send(self, data: bytes) -> str:
        """Give bytes to the session; return all replies."""
        self.session.receive(data)
        return self.settle()

    def say(self, *lines: str) -> str:
        """Give lines to the session, one after the other; return all replies."""
        return "".join(self.send(line.encode("latin-1") + b"\r\n") for line in lines)

    def begin(self, *recipients: str) -> str:
        """Go as far as the reply to DATA."""
        names = recipients or ("b@example.com",)
        to = [f"RCPT TO:<{name}>" for name in names]
        return self.say("EHLO sender.example.net", "MAIL FROM:<a@example.net>", *to, "DATA")

    def start_tls(self) -> str:
        """Do a handshake, as far as the session is concerned."""
        reply = self.say("STARTTLS")
        assert reply == "220 Go ahead with TLS\r\n"
        self.session.tls_started("TLS_AES_256_GCM_SHA384")
        return reply

    def settle(self) -> str:
        replies = [self.session.output()]
        while (step := self.session.step) is not None:
            if isinstance(step, Store) and self._store:
                message = step.message
                content = b"".join(message.content.pieces())
                if self.error is None:
                    self.stored.append((message.sender, tuple(message.recipients), content))
                self.session.stored(self.error)
                step.spool.close()
            elif isinstance(step, Ask):
                self.asked.append(step)
                self.session.answered(self._exists)
            elif isinstance(step, StartTls) and not self.tls_offered:
                self.tls_offered += 1
                self.session.tls_offered()
                replies.append(self.session.output())
                break
            else:
                self.closed = isinstance(step, Close)
                break
            replies.append(self.session.output())
        replies.append(self.session.output())
        return b"".join(replies).decode("ascii")

    def _next_mid(self) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return next(self._mids)
