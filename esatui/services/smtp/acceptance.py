"""The end of a message: whether it is taken, and as what it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.services.queue.message import NewMessage
from esatui.services.smtp import header, replies
from esatui.services.smtp.content import Received
from esatui.services.smtp.incoming import Incoming
from esatui.services.smtp.terms import Client, Desk, Terms
from esatui.services.smtp.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that is not taken: the reply, and what follows `Receiving Failed: ` in the log."""

    reply: bytes
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What the client said at the begin, and what it was said under."""

    helo: str
    extended: bool
    cipher: str | None
    """`None` without TLS."""

    @property
    def protocol(self) -> str:
        """Return what stands behind `with` in Received: fields."""
        plain = "ESMTP" if self.extended else "SMTP"
        return plain if self.cipher is None else f"{plain}/TLS/{self.cipher}"


def refusal(incoming: Incoming) -> Refusal | None:
    """Return why a message is not taken."""
    if incoming.too_large:
        return Refusal(replies.TOO_LARGE, "Message size exceeds limit")
    if incoming.too_many_lines:
        return Refusal(replies.TOO_MANY_HEADER_LINES, "Too many header lines")
    if incoming.failure is not None:
        return Refusal(replies.QUEUE_FULL, None)
    if header.hops(incoming.header) > header.MOST_HOPS:
        return Refusal(replies.TOO_MANY_HOPS, "Too many hops")
    return None


def new_message(
    terms: Terms,
    client: Client,
    greeting: Greeting,
    transaction: Transaction,
    incoming: Incoming,
    desk: Desk,
) -> NewMessage:
    """Return the message with the fields that this host adds."""
    moment = desk.local_time()
    host = terms.received_hostname
    added = header.received(
        client.shown_name, client.address, greeting.helo, host, greeting.protocol, moment
    )
    wanted = terms.add_message_id or terms.relay
    if wanted and header.message_id(incoming.header) is None:
        added += header.new_message_id(transaction.mid, moment, host, desk.random())
    if incoming.headless:
        added += b"\r\n"
    return NewMessage(
        mid=transaction.mid,
        icid=client.icid,
        sender=_sender(terms, transaction.sender),
        recipients=tuple(transaction.recipients),
        content=_content(terms, added, incoming),
        received=moment,
        listener=terms.listener,
        bounce_profile=terms.bounce_profile,
        relayed=terms.relay,
    )


def _sender(terms: Terms, sender: str) -> str:
    if "envelope sender" in terms.masqueraded:
        return terms.masquerade.rewrite(sender)
    return sender


def _content(terms: Terms, added: bytes, incoming: Incoming) -> Received:
    """Return the content, with the addresses in its header masqueraded where that is wanted.

    A header that is too large to be looked at as a whole stays as it is.
    """
    fields = terms.masqueraded - {"envelope sender"}
    header_bytes = incoming.whole_header if fields and terms.masquerade else None
    if header_bytes is None:
        return Received(added, incoming.spool)
    rewritten = terms.masquerade.rewrite_header(header_bytes, fields)
    return Received(added + rewritten, incoming.spool, skip=len(header_bytes))
