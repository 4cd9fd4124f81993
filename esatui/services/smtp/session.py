"""The conversation with one client, without any network: bytes in, bytes and steps out.

Feed `receive` with what the client sends and send what `output` gives. While `step` is set the
session waits for what it names; what the client sends meanwhile waits as well, so commands that
come before their turn are answered in order, and those that come before a handshake are lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from esatui.services.queue import QueueError
from esatui.services.smtp import header, replies, story
from esatui.services.smtp.acceptance import Greeting, new_message, refusal
from esatui.services.smtp.incoming import Incoming
from esatui.services.smtp.paths import BadPath, Path, parse_path
from esatui.services.smtp.steps import Ask, Close, StartTls, Step, Store
from esatui.services.smtp.terms import Client, Desk, Terms
from esatui.services.smtp.transaction import Transaction
from state.hat import EffectivePolicy

LONGEST_LINE: Final = 4096
"""Bytes of a command line; longer ones are read to their end, but not kept."""
ENDLESS_LINE: Final = 1024 * 1024
"""Whoever sends so much without a line end is not listened to any longer."""
BAD_COMMANDS: Final = 5
"""The last of so many bad commands ends the connection."""

_BEFORE_TLS: Final = frozenset({b"EHLO", b"NOOP", b"STARTTLS", b"QUIT", b"RSET"})
_COMMANDS: Final = {
    b"DATA": "_data",
    b"EHLO": "_ehlo",
    b"HELO": "_say_helo",
    b"HELP": "_help",
    b"MAIL": "_mail",
    b"NOOP": "_noop",
    b"QUIT": "_quit",
    b"RCPT": "_rcpt",
    b"RSET": "_rset",
    b"STARTTLS": "_start_tls",
    b"VRFY": "_vrfy",
}
"""Commands, and the method that does each."""
_PARAMETERS: Final = frozenset({"SIZE", "BODY", "AUTH"})


class Session:
    """One session. `greet` first."""

    def __init__(self, terms: Terms, client: Client, desk: Desk) -> None:
        self._terms = terms
        self._client = client
        self._desk = desk
        self._out: list[bytes] = []
        self._buffer = b""
        self._position = 0
        self._skipped = 0
        self._bad = 0
        self._messages = 0
        self._helo: str | None = None
        self._extended = False
        self._tls: str | None = None
        self._told_to_start = False
        self._transaction: Transaction | None = None
        self._asked: Path | None = None
        self._storing = False
        self.step: Step | None = None

    @property
    def policy(self) -> EffectivePolicy:
        """Return the mail flow policy."""
        return self._terms.policy

    @property
    def idle(self) -> bool:
        """Return whether no message is on its way."""
        return self._transaction is None

    @property
    def unread(self) -> bool:
        """Return whether the client has sent what was not looked at yet."""
        return self._position < len(self._buffer)

    def greet(self) -> None:
        """Send the banner."""
        policy = self._terms.policy
        text = replies.banner(self._terms.hostname, policy.accept_code, policy.accept_text)
        self._out.append(text)

    def output(self) -> bytes:
        """Return what has to be sent now, all replies at once."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def receive(self, data: bytes) -> None:
        """Take what the client has sent."""
        if isinstance(self.step, Close):
            return
        left = self._buffer[self._position :] if self._position else self._buffer
        self._buffer, self._position = left + data if left else data, 0
        self._work()

    def tls_started(self, cipher: str) -> None:
        """The handshake is finished: everything said before is forgotten (RFC 3207, 4.2)."""
        self._go_on()
        self._tls = cipher
        self._helo = None
        self._work()

    def stored(self, error: QueueError | None) -> None:
        """The message is in the queue, or is not."""
        self._go_on()
        self._storing = False
        transaction = self._transaction
        if transaction is not None and transaction.incoming is not None:
            if error is None:
                self._accepted(transaction, transaction.incoming.spool.size)
            else:
                self._refuse_message(replies.QUEUE_FULL if error.full else replies.SYSTEM_PROBLEM)
        self._work()

    def answered(self, exists: bool | None) -> None:
        """The answer to `Ask`; `None` when nobody could tell."""
        step, path = self.step, self._asked
        self._asked = None
        self._go_on()
        if isinstance(step, Ask) and path is not None:
            if step.what == "sender":
                self._sender_answered(path, exists)
            else:
                self._recipient_answered(path, exists)
        self._work()

    def end(self, reply: bytes = b"", *, hasty: bool = False) -> None:
        """Say `reply` and close: a time-out, for instance."""
        if not isinstance(self.step, Close):
            self._out.append(reply)
            self.step = Close(hasty)
            self._buffer, self._position = b"", 0

    def lost(self) -> None:
        """The connection is gone."""
        # What is being stored is the queue's affair: it will be accepted, only nobody hears it.
        if not self._storing:
            self._abort()

    def _go_on(self) -> None:
        """What was waited for is there."""
        if not isinstance(self.step, Close):
            self.step = None

    def _work(self) -> None:
        while self.step is None and self._position < len(self._buffer):
            incoming = self._transaction.incoming if self._transaction else None
            if incoming is not None:
                self._content(incoming)
            elif not self._line():
                return

    def _line(self) -> bool:
        """Deal with one line; return whether there was a whole one."""
        end = self._buffer.find(b"\n", self._position)
        if end < 0:
            self._overlong()
            return False
        line = self._buffer[self._position : end]
        self._position = end + 1
        if self._skipped or len(line) > LONGEST_LINE:
            self._skipped = 0
            self._out.append(replies.LINE_TOO_LONG)
            self._count_bad()
        else:
            self._command(line.removesuffix(b"\r"))
        return True

    def _overlong(self) -> None:
        """Forget the begin of a line that is too long."""
        size = len(self._buffer) - self._position
        if self._skipped or size > LONGEST_LINE:
            self._skipped += size
            self._buffer, self._position = b"", 0
            if self._skipped > ENDLESS_LINE:
                self.end(replies.LINE_TOO_LONG + replies.TOO_MANY_BAD)

    def _command(self, line: bytes) -> None:
        verb, _, argument = line.partition(b" ")
        verb = verb.upper()
        if self._terms.policy.requires_tls and self._tls is None and verb not in _BEFORE_TLS:
            self._demand_tls(known=verb in _COMMANDS)
            return
        name = _COMMANDS.get(verb)
        if name is None or (verb == b"STARTTLS" and not self._terms.policy.offers_tls):
            self._out.append(replies.NOT_RECOGNIZED)
            self._count_bad()
            return
        handler: Callable[[str], None] = getattr(self, name)
        handler(argument.strip(b" \t").decode("latin-1"))

    def _demand_tls(self, *, known: bool) -> None:
        if not self._told_to_start:
            self._told_to_start = True
            self._desk.log(story.tls_required(self._client.icid))
        self._out.append(replies.TLS_REQUIRED)
        if not known:
            self._count_bad()

    def _count_bad(self) -> None:
        self._bad += 1
        if self._bad >= BAD_COMMANDS:
            self.end(replies.TOO_MANY_BAD)

    def _ehlo(self, argument: str) -> None:
        if not self._greeted(argument):
            return
        self._extended = True
        policy = self._terms.policy
        starttls = policy.offers_tls and self._tls is None
        text = replies.ehlo(self._terms.hostname, policy.max_message_size, starttls=starttls)
        self._out.append(text)

    def _say_helo(self, argument: str) -> None:
        if self._greeted(argument):
            self._extended = False
            self._out.append(replies.helo(self._terms.hostname))

    def _greeted(self, argument: str) -> bool:
        name = argument.split()[:1]
        if not name:
            self._out.append(replies.DOMAIN_NEEDED)
            return False
        self._abort()
        self._helo = "".join(each if "!" <= each <= "~" else "?" for each in name[0][:255])
        return True

    def _start_tls(self, argument: str) -> None:
        if argument:
            self._out.append(replies.NO_PARAMETERS)
        elif self._tls is not None:
            self._out.append(replies.TLS_ACTIVE)
        else:
            self.step = StartTls()

    def tls_refused(self) -> None:
        """No handshake can be offered now."""
        self._go_on()
        self._out.append(replies.TLS_NOT_AVAILABLE)
        self._work()

    def tls_offered(self) -> None:
        """A handshake follows: whatever the client has sent before it is thrown away."""
        self._abort()
        self._buffer, self._position, self._skipped = b"", 0, 0
        self._out.append(replies.START_TLS)

    def _mail(self, argument: str) -> None:
        path = self._path(argument, "FROM:", replies.BAD_SENDER)
        if path is None:
            return
        refusal = self._mail_refusal(path)
        if refusal is not None:
            self._out.append(refusal)
        elif self._desk.suspended():
            self.end(replies.SUSPENDED)
        elif self._terms.policy.sender_verification and path.domain and path.domain[0] != "[":
            self._asked = path
            self.step = Ask("sender", path.address)
        else:
            self._begin(path)

    def _mail_refusal(self, path: Path) -> bytes | None:
        if self._helo is None:
            return replies.HELO_FIRST
        if self._transaction is not None:
            return replies.NESTED_MAIL
        if self._terms.policy.smtp_auth == "required":
            # No listener has a profile to check anybody by, so AUTH is offered to nobody.
            reason = "authentication required"
            self._desk.log(story.sender_rejected(self._client.icid, path.address, reason))
            return replies.AUTH_REQUIRED
        if self._messages >= self._terms.policy.max_messages:
            return replies.TOO_MANY_MESSAGES
        if path.local and not path.domain and not self._terms.default_domain:
            return replies.SENDER_NEEDS_DOMAIN
        if self._tls is None and self._qualified(path) in self._terms.tls_senders:
            reason = "TLS required"
            line = story.sender_rejected(self._client.icid, self._qualified(path), reason)
            self._desk.log(line)
            return replies.TLS_REQUIRED
        return self._parameter_refusal(path)

    def _parameter_refusal(self, path: Path) -> bytes | None:
        for keyword, value in path.parameters:
            if keyword not in _PARAMETERS:
                return replies.UNKNOWN_PARAMETER
            if keyword == "BODY" and value.upper() not in ("7BIT", "8BITMIME"):
                return replies.BAD_PARAMETERS
            if keyword == "SIZE":
                if not (value.isdecimal() and len(value) <= 20):
                    return replies.BAD_PARAMETERS
                if int(value) > self._terms.policy.max_message_size:
                    return replies.TOO_LARGE
        return None

    def _sender_answered(self, path: Path, exists: bool | None) -> None:
        if exists:
            self._begin(path)
            return
        self._out.append(replies.NO_SUCH_DOMAIN if exists is False else replies.SENDER_UNKNOWN_NOW)
        reason = "envelope sender domain does not exist"
        if exists is None:
            reason = "envelope sender domain could not be resolved"
        self._desk.log(story.sender_rejected(self._client.icid, path.address, reason))

    def _begin(self, path: Path) -> None:
        try:
            mid = self._desk.next_mid()
        except OSError:
            self._out.append(replies.QUEUE_FULL)
            return
        sender = self._qualified(path)
        self._transaction = Transaction(mid, sender)
        self._desk.log(story.started(mid, self._client.icid))
        self._desk.log(story.sender(mid, self._client.icid, sender))
        self._out.append(replies.sender_ok(sender))

    def _rcpt(self, argument: str) -> None:
        if self._transaction is None:
            self._out.append(replies.MAIL_FIRST)
            return
        path = self._path(argument, "TO:", replies.BAD_RECIPIENT)
        if path is None:
            return
        refusal = self._recipient_refusal(self._transaction, path)
        if refusal is not None:
            self._out.append(refusal)
            return
        address = self._recipient_address(path)
        match = self._terms.recipients.check(address)
        if not match.accept:
            mid, icid = self._transaction.mid, self._client.icid
            self._desk.log(story.rejected_by_table(mid, icid, address))
            self._desk.toll.recipient_refused(invalid=True)
            self._out.append(replies.ADDRESS_REJECTED)
        elif self._terms.asks_recipients and not match.bypass_ldap:
            self._asked = path
            self.step = Ask("recipient", address)
        else:
            self._take_recipient(self._transaction, address)

    def _recipient_refusal(self, transaction: Transaction, path: Path) -> bytes | None:
        if not path.local:
            return replies.BAD_RECIPIENT
        if path.parameters:
            return replies.UNKNOWN_PARAMETER
        needed = not path.domain and not self._terms.default_domain
        if needed and path.local.lower() != "postmaster":
            return replies.RECIPIENT_NEEDS_DOMAIN
        if len(transaction.recipients) >= self._terms.policy.max_recipients:
            self._desk.toll.recipient_refused(invalid=False)
            return replies.TOO_MANY_RECIPIENTS
        return self._desk.toll.recipient_refusal(transaction.sender)

    def _recipient_answered(self, path: Path, exists: bool | None) -> None:
        transaction = self._transaction
        if transaction is None:
            return
        address = self._recipient_address(path)
        if exists:
            self._take_recipient(transaction, address)
        elif exists is None:
            self._out.append(replies.RECIPIENT_UNKNOWN_NOW)
        else:
            line = story.rejected_by_ldap(transaction.mid, self._client.icid, address)
            self._desk.log(line)
            self._desk.toll.recipient_refused(invalid=True)
            self._out.append(replies.ADDRESS_REJECTED)

    def _take_recipient(self, transaction: Transaction, address: str) -> None:
        rid = len(transaction.recipients)
        transaction.recipients.append(address)
        self._desk.toll.recipient_taken(transaction.sender)
        self._desk.log(story.recipient(transaction.mid, self._client.icid, rid, address))
        self._out.append(replies.recipient_ok(address))

    def _recipient_address(self, path: Path) -> str:
        """As the domain map has it. RFC 5321, 4.5.1: postmaster needs no domain."""
        if path.domain or self._terms.default_domain:
            return self._terms.domain_map.rewrite(self._qualified(path))
        return f"{path.local}@{self._terms.hostname}"

    def _qualified(self, path: Path) -> str:
        if path.local and not path.domain and self._terms.default_domain:
            return f"{path.local}@{self._terms.default_domain}"
        return path.address

    def _path(self, argument: str, keyword: str, reply: bytes) -> Path | None:
        try:
            if argument[: len(keyword)].upper() != keyword or not argument.isascii():
                raise BadPath(argument)
            return parse_path(argument[len(keyword) :])
        except BadPath:
            self._out.append(reply)
            return None

    def _data(self, argument: str) -> None:
        transaction = self._transaction
        if argument:
            self._out.append(replies.NO_PARAMETERS)
        elif transaction is None:
            self._out.append(replies.MAIL_FIRST)
        elif not transaction.recipients:
            self._out.append(replies.RCPT_FIRST)
        else:
            transaction.incoming = Incoming(
                self._desk.spool(),
                largest=self._terms.policy.max_message_size,
                header_lines=self._terms.header_lines,
            )
            self._out.append(replies.GO_AHEAD)

    def _content(self, incoming: Incoming) -> None:
        data = self._buffer[self._position :] if self._position else self._buffer
        used = incoming.feed(data)
        if used < 0:
            self._buffer, self._position = b"", 0
            return
        self._position += used
        if self._transaction is not None:
            self._received(self._transaction, incoming)

    def _received(self, transaction: Transaction, incoming: Incoming) -> None:
        refused = refusal(incoming)
        if refused is not None:
            if refused.reason is not None:
                self._desk.log(story.failed(self._client.icid, refused.reason))
            self._refuse_message(refused.reply)
            return
        fields = incoming.header
        identifier = header.message_id(fields)
        if identifier is not None:
            self._desk.log(story.message_id(transaction.mid, identifier))
        self._desk.log(story.subject(transaction.mid, header.subject(fields)))
        greeting = Greeting(helo=self._helo or "", extended=self._extended, cipher=self._tls)
        message = new_message(
            self._terms, self._client, greeting, transaction, incoming, self._desk
        )
        self._storing = True
        self.step = Store(message, incoming.spool)

    def _accepted(self, transaction: Transaction, size: int) -> None:
        mid, policy = transaction.mid, self._terms.policy
        self._desk.log(story.ready(mid, size, transaction.sender))
        for line in story.scanned(
            mid,
            self._terms.features,
            relayed=self._terms.relay,
            antispam=policy.antispam,
            antivirus=policy.antivirus,
        ):
            self._desk.log(line)
        self._messages += 1
        self._desk.toll.message_taken(len(transaction.recipients))
        self._transaction = None
        self._out.append(replies.accepted(mid))

    def _refuse_message(self, reply: bytes) -> None:
        self._abort()
        self._out.append(reply)

    def _abort(self) -> None:
        """Give up the message that was begun."""
        transaction, self._transaction = self._transaction, None
        if transaction is None:
            return
        if transaction.incoming is not None:
            transaction.incoming.spool.close()
        for line in story.aborted(transaction.mid):
            self._desk.log(line)

    def _rset(self, argument: str) -> None:
        self._abort()
        self._out.append(replies.RESET)

    def _noop(self, argument: str) -> None:
        self._out.append(replies.OK)

    def _help(self, argument: str) -> None:
        self._out.append(replies.HELP)

    def _vrfy(self, argument: str) -> None:
        self._out.append(replies.CANNOT_VERIFY)

    def _quit(self, argument: str) -> None:
        self._abort()
        self.end(replies.goodbye(self._terms.hostname), hasty=True)
