"""Lines of the logs about messages that are delivered, put off and given up (mail-logs, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from state.delivery.lines import Reply
from state.logs.lines import stamp
from state.operations.values import shown

_MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a recipient did not get a message: enhanced code, words for it, and the reply."""

    code: str
    words: str
    reply: Reply

    @property
    def pair(self) -> str:
        """Return reply code and lines as the log shows them; 000 when no reply belongs to it."""
        texts = [shown(text) for text in self.reply.texts[:_MOST_LINES]]
        return f"('{self.reply.code:03}', {texts})"

    @property
    def text(self) -> str:
        """Return the reply as one line."""
        return shown(" ".join(self.reply.texts))


def put_off_by(reply: Reply) -> Cause:
    """The remote answered with a temporary error."""
    return Cause("4.1.0", "Unknown address error", reply)


def unreached(reason: str) -> Cause:
    """No host could be used."""
    return Cause("4.4.0", "Other network problem", Reply(0, [reason]))


def refused_by(reply: Reply) -> Cause:
    """The remote answered with a permanent error."""
    return Cause("5.1.0", "Unknown address error", reply)


def expired(reason: str) -> Cause:
    """Retries or time are used up."""
    texts = [reason] if reason else []
    return Cause("5.4.7", "Delivery expired (message too old)", Reply(0, texts))


def bad_host(reason: str) -> Cause:
    """The domain does not exist, or takes no mail."""
    return Cause("5.1.2", "Bad destination host", Reply(0, [reason]))


def start(dcid: int, mid: int, rids: Sequence[int]) -> str:
    """The message is handed to the connection."""
    return f"Delivery start DCID {dcid} MID {mid} to RID {list(rids)}"


def done(dcid: int, mid: int, rids: Sequence[int], headers: str = "") -> str:
    """The peer accepted the message; a space ends the line, logged headers follow it."""
    return f"Message done DCID {dcid} MID {mid} to RID {list(rids)} {headers}"


def response(mid: int, rids: Sequence[int], reply: Reply) -> str:
    """The text of the peer's final reply."""
    return f"MID {mid} RID {list(rids)} Response '{shown(' '.join(reply.texts))}'"


def finished(mid: int) -> str:
    """No recipient is left."""
    return f"Message finished MID {mid} done"


def interrupted(icid: int, mid: int, rid: int, address: str, dcid: int) -> str:
    """Nobody knows how an attempt ended, for the process was killed meanwhile.

    The address is there because the lines of its last hundredth of a second may be missing.
    """
    return (
        f"MID {mid} ICID {icid} RID {rid} To: <{shown(address)}> "
        f"delivery by DCID {dcid} was interrupted, it is tried again and may arrive twice"
    )


def delayed(dcid: int, mid: int, rid: int, cause: Cause) -> str:
    """A recipient has to wait."""
    return _event("Delayed", f"DCID {dcid} MID {mid} to RID {rid}", cause)


def pending(mid: int, rids: Sequence[int], due: datetime) -> str:
    """The next attempt is fixed; `due` is in the appliance's local time."""
    return f"MID {mid} to RID {list(rids)} pending till {stamp(due)}"


def bounced(dcid: int, mid: int, rid: int, cause: Cause) -> str:
    """A recipient is given up."""
    return _event("Bounced", f"DCID {dcid} MID {mid} to RID {rid}", cause)


def double_bounce(mid: int, rid: int, cause: Cause) -> str:
    """A bounce message cannot be delivered either."""
    no_pair = Cause(cause.code, cause.words, Reply())
    return _event("Double bounce", f"MID {mid} to RID {rid}", no_pair)


def bounced_in_full(dcid: int, mid: int, sender: str, to: tuple[int, str], cause: Cause) -> str:
    """The line of the `bounces` log: `From:` and `To:` stand without spaces after them."""
    rid, recipient = to
    where = f"DCID {dcid} MID {mid} From:<{shown(sender)}> To:<{shown(recipient)}> RID {rid}"
    return _event("Bounced", where, cause)


def generated(
    mid: int, of: int, recipient: str, size: int, what: str = "bounce"
) -> tuple[Sequence[str], Sequence[str]]:
    """Return the lines about a bounce message: before and after the end of what bounced.

    `what` is `bounce`, or `delay warning`.
    """
    first = [
        f"Start MID {mid} ICID 0",
        f"MID {mid} was generated for {what} of MID {of}",
        f"MID {mid} ICID 0 From: <>",
        f"MID {mid} ICID 0 RID 0 To: <{shown(recipient)}>",
    ]
    then = [f"MID {mid} ready {size} bytes from <>", f"MID {mid} queued for delivery"]
    return first, then


def _event(word: str, where: str, cause: Cause) -> str:
    return f"{word}: {where} - {cause.code} - {cause.words} {cause.pair} []"
