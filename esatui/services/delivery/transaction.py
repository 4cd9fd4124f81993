"""One message over one connection: MAIL, RCPT, DATA."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from esatui.services.delivery.client import Disconnected
from esatui.services.delivery.connection import Connection
from esatui.services.delivery.replies import BadReply
from state.delivery.lines import TIMEOUT, Reply

CLOSING: Final = 421


@dataclass(frozen=True, slots=True)
class Receiver:
    """A recipient of a message: its number and address."""

    rid: int
    address: str


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of the recipients of one transaction; each is in exactly one place."""

    delivered: list[int] = field(default_factory=list)
    response: Reply = field(default_factory=Reply)
    """The reply to the message, for those who have got it."""
    put_off: dict[int, Reply] = field(default_factory=dict)
    refused: dict[int, Reply] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    """Nobody knows: the connection ended first."""
    failure: str | None = None
    """How the connection ended: in the words of the log, '' for a mere close."""
    bad_reply: Reply | None = None
    """What the remote said instead of a reply."""
    in_doubt: bool = False
    """With `lost`: the whole message was sent, and the time was up before a reply came."""
    usable: bool = True
    """Whether another message may follow on the connection."""

    def settle(self, rids: Iterable[int], reply: Reply) -> None:
        """Note a reply that is no success: only a 5xx is for good."""
        (self.refused if reply.code >= 500 else self.put_off).update(dict.fromkeys(rids, reply))
        if reply.code in (CLOSING, 0):
            self.usable = False


async def transact(
    connection: Connection, sender: str, receivers: Sequence[Receiver], content: bytes
) -> Result:
    """Send a message to these recipients; `content` has any line ends. Never raises for a remote.

    A connection on which no MAIL may be sent yet must not be passed.
    """
    result = Result()
    waiting = {each.rid: each.address for each in receivers}
    try:
        await _transact(connection, sender, waiting, content, result)
    except Disconnected as error:
        result.failure = error.failure
        result.in_doubt = connection.client.in_doubt and error.failure == TIMEOUT
    except BadReply as error:
        result.bad_reply = error.reply
    if result.failure is not None or result.bad_reply is not None:
        result.lost = [*waiting]
        result.usable = False
    connection.messages += 1
    return result


async def _transact(
    connection: Connection, sender: str, waiting: dict[int, str], content: bytes, result: Result
) -> None:
    """Move recipients from `waiting` into `result`, as replies come."""
    client = connection.client
    parameters = _parameters(connection, [sender, *waiting.values()], content)
    reply = await client.command(f"MAIL FROM:<{sender}>{parameters}")
    if reply.code != 250:
        _settle_all(waiting, reply, result)
        return
    accepted: list[int] = []
    for rid, address in list(waiting.items()):
        reply = await client.command(f"RCPT TO:<{address}>")
        if reply.code in (250, 251):
            accepted.append(rid)
            continue
        del waiting[rid]
        result.settle([rid], reply)
        if not result.usable:
            _settle_all(waiting, reply, result)
            return
    if not accepted:
        await _reset(connection, result)
        return
    reply = await client.data(content)
    if reply.code == 250:
        waiting.clear()
        result.delivered, result.response = accepted, reply
    else:
        _settle_all(waiting, reply, result)


def _settle_all(waiting: dict[int, str], reply: Reply, result: Result) -> None:
    rids = [*waiting]
    waiting.clear()
    result.settle(rids, reply)


async def _reset(connection: Connection, result: Result) -> None:
    """Everybody is settled; the transaction that is left open must not disturb the next."""
    reply = await connection.client.command("RSET")
    if reply.code != 250:
        result.usable = False


def _parameters(connection: Connection, addresses: Sequence[str], content: bytes) -> str:
    words = []
    if "SIZE" in connection.extensions:
        words.append(f"SIZE={len(content)}")
    if "8BITMIME" in connection.extensions and not content.isascii():
        words.append("BODY=8BITMIME")
    if "SMTPUTF8" in connection.extensions and not all(map(str.isascii, addresses)):
        words.append("SMTPUTF8")
    return "".join(f" {word}" for word in words)
